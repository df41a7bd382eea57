"""Two who set the same cool-down at once: one row, and nobody is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from maru.staff.members.tests.cast import StaffCast
from maru.staff.teams.models import Team
from maru.support.wellbeing.cool_down import CoolDown
from maru.support.wellbeing.forms import set_cool_down

SETTERS = 4
PATIENCE = 120  # seconds


class AtOnceTests(StaffCast, TransactionTestCase):
    def setUp(self) -> None:
        self.setUpTestData()

    def set_at_once(self, team: Team | None) -> None:
        begin = Barrier(SETTERS)

        def say(minutes: int) -> None:
            try:
                begin.wait(PATIENCE)
                set_cool_down(team, {"abuse": minutes, "hard": minutes}, by=self.sora)
            finally:
                connection.close()

        with ThreadPoolExecutor(SETTERS) as pool:
            list(pool.map(say, range(20, 20 + SETTERS)))

    def test_the_company_and_a_team_have_one_row_each(self):
        for team in (None, self.team):
            self.set_at_once(team)
            row = CoolDown.objects.get(team=team)
            self.assertEqual(row.after_abuse, row.after_hard)
