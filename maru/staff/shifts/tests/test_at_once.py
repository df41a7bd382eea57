"""Two who plan the same member at once: one after the other, nothing twice."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from django.db import connection
from django.test import Client, TransactionTestCase

from maru.staff.journal.models import Event
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.staff.members.tests.cast import StaffCast
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern

PLANNERS = 4
PATIENCE = 120  # seconds


class AtOnceTests(StaffCast, TransactionTestCase):
    def setUp(self) -> None:
        self.setUpTestData()

    def all_at_once(self, path: str, said: dict[str, str]) -> list[int]:
        """Have so many leads send the same form; return the statuses of the answers, sorted."""
        begin = Barrier(PLANNERS)

        def send() -> int:
            try:
                client = Client()
                client.force_login(self.minho)
                begin.wait(PATIENCE)
                return client.post(f"/shifts/{self.jisu.pk}/{path}", said).status_code
            finally:
                connection.close()

        with ThreadPoolExecutor(PLANNERS) as pool:
            sent = [pool.submit(send) for _n in range(PLANNERS)]
            return sorted(each.result(PATIENCE) for each in sent)

    def test_one_absence_and_the_others_are_told(self):
        said = {"kind": "vacation", "first_on": "2026-12-07", "part": "whole"}
        self.assertEqual(self.all_at_once("absences/new/", said), [302, 422, 422, 422])
        self.assertEqual(Absence.objects.count(), 1)

    def test_one_usual_week_and_the_others_are_told(self):
        said = {"begins_on": "2026-12-07", "mon_shifts": "9-18"}
        self.assertEqual(self.all_at_once("patterns/new/", said), [302, 422, 422, 422])
        self.assertEqual(ShiftPattern.objects.count(), 1)

    def test_one_date_is_planned_once_and_for_the_others_it_is_so_already(self):
        said = {"kind": "changed", "shifts": "10-19"}
        self.assertEqual(self.all_at_once("days/2026-12-07/", said), [302] * PLANNERS)
        self.assertEqual(ShiftDay.objects.count(), 1)
        self.assertEqual(Event.objects.filter(verb__startswith="shiftday.").count(), 1)

    def test_programs_that_change_different_things_of_one_week_keep_both(self):
        row = ShiftPattern.objects.create(member=self.jisu, begins_on=date(2026, 12, 7))
        key, begin = ApiToken.issue(self.minho, SCOPES), Barrier(2)

        def send(change: dict[str, object]) -> int:
            try:
                begin.wait(PATIENCE)
                answer = Client().patch(
                    f"/api/v1/shift-patterns/{row.pk}", json.dumps(change),
                    content_type="application/json", headers={"authorization": f"Bearer {key}"},
                )  # fmt: skip
                return answer.status_code
            finally:
                connection.close()

        changes = [{"ends_on": "2026-12-31"}, {"works_on_holidays": True}]
        with ThreadPoolExecutor(2) as pool:
            self.assertEqual(list(pool.map(send, changes)), [200, 200])
        row.refresh_from_db()
        self.assertEqual((row.ends_on, row.works_on_holidays), (date(2026, 12, 31), True))
