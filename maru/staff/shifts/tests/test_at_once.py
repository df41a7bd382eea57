"""Two who plan the same member at once: one after the other, nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import Client, TransactionTestCase

from maru.staff.journal.models import Event
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
