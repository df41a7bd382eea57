"""One brake for all that goes out by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from django.test import override_settings

from maru.support.autoanswers.brake import Brake, What, forget_old, take_turn
from maru.support.autoanswers.models import AnsweredAddress, SentByItself
from maru.support.tickets.tests.cast import SupportTestCase

NOON = datetime(2026, 11, 26, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
KIM = "kim@example.com"


class BrakeTests(SupportTestCase):
    def sent(self, what: str, *hours: float) -> list[str]:
        return [take_turn(KIM, what, NOON + hour * HOUR) for hour in hours]

    def test_all_that_goes_to_one_address_is_three_an_hour(self) -> None:
        self.assertEqual(self.sent(What.ANSWER, 0), [""])
        self.assertEqual(self.sent(What.RULE, 0.1, 0.2, 0.3), ["", "", Brake.ADDRESS])
        self.assertEqual(self.sent(What.RULE, 1.05), [""])

    def test_an_acknowledgement_goes_once_an_hour_and_thrice_a_day(self) -> None:
        self.assertEqual(self.sent(What.ANSWER, 0, 0.9), ["", Brake.ADDRESS])
        self.assertEqual(self.sent(What.ANSWER, 2, 4, 6), ["", "", Brake.ADDRESS])
        self.assertEqual(self.sent(What.RULE, 6), [""])

    def test_an_address_gets_ten_a_day(self) -> None:
        self.assertEqual(self.sent(What.RULE, *range(11)), [""] * 10 + [Brake.ADDRESS])
        self.assertEqual(take_turn("lee@example.com", What.RULE, NOON), "")

    @override_settings(AUTO_ANSWERS_AN_HOUR=2)
    def test_both_draw_on_one_number(self) -> None:
        for n, what in enumerate([What.ANSWER, What.RULE]):
            self.assertEqual(take_turn(f"c{n}@x.example", what, NOON), "")
        self.assertEqual(take_turn("c3@x.example", What.RULE, NOON), Brake.ALL)
        self.assertEqual(take_turn("c3@x.example", What.ANSWER, NOON), Brake.ALL)

    def test_a_clock_that_is_set_back_lets_out_no_more(self) -> None:
        self.sent(What.RULE, 2, 2, 2)
        self.assertEqual(self.sent(What.RULE, 0), [Brake.ADDRESS])

    def test_whom_it_went_to_is_forgotten_after_two_days(self) -> None:
        self.sent(What.RULE, 0, 40)
        take_turn("lee@example.com", What.RULE, NOON)
        with time_machine.travel(NOON + 50 * HOUR, tick=False):
            forget_old()
        self.assertEqual(SentByItself.objects.get().address, KIM)
        self.assertEqual(AnsweredAddress.objects.get().address, KIM)
