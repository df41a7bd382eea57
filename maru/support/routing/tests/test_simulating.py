"""The past is played again under other rules, and nothing of it is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from maru.staff.errands.carrying import carry
from maru.staff.errands.models import Errand
from maru.support.routing.models import Decision, Simulation
from maru.support.routing.simulating.past import past_of, without
from maru.support.routing.simulating.playing import ask, carry_on
from maru.support.routing.simulating.variant import as_now
from maru.support.routing.tests.cast import RoutingTestCase
from maru.support.tickets.models import Ticket
from maru.support.worktime.models import Work


class SimulationTests(RoutingTestCase):
    def setUp(self) -> None:
        # Ten in the morning, in Seoul, of each of three working days.
        now = timezone.now().replace(hour=1, minute=0)
        monday = now - timedelta(days=now.weekday() + 7)
        self.tickets = self.open(6)
        Ticket.objects.filter(pk=self.ticket.pk).update(created_at=monday - timedelta(days=90))
        for n, ticket in enumerate(self.tickets):
            at = monday + timedelta(days=n // 2, minutes=n)
            Ticket.objects.filter(pk=ticket.pk).update(created_at=at)
            Work.add(ticket.pk, self.jisu, 1800, at.date())

    def test_arrivals_handling_times_and_office_hours_are_those_of_the_past(self):
        past = past_of(self.rule, days=28)
        self.assertEqual([one.takes for one in past.arrivals], [1800.0] * 6)
        self.assertEqual((past.measured, past.usual), (6, 1800.0))
        self.assertEqual(len(past.staff), 2)
        self.assertTrue(all(b - a <= 9 * 3600 for one in past.staff for a, b in one.there))

    def test_two_ways_stand_side_by_side_and_nothing_is_given(self):
        other = replace(as_now(self.rule), people=-1, capacity=1)
        trial = ask(self.rule, other, days=28, by=self.sora)
        errand = Errand.objects.get(pk=trial.errand_id)
        self.assertTrue(carry_on(errand, 0.0))
        trial.refresh_from_db()
        now, might = trial.outcomes
        self.assertEqual((now["tickets"], now["unassigned"]), (6, 0))
        self.assertEqual(len(might["people"]), 1)
        self.assertGreaterEqual(might["begun_nine"], now["begun_nine"])
        self.assertEqual(sum(one["given"] for one in now["people"]), 6)
        self.assertFalse(Decision.objects.exists())
        self.assertFalse(Ticket.objects.filter(assignee__isnull=False).exists())

    def test_the_same_past_twice_is_the_same(self):
        until = timezone.now()
        variant = as_now(self.rule)
        one, other = (variant.played(past_of(self.rule, days=28, until=until)) for _n in range(2))
        self.assertEqual(one, other)

    def test_the_page_asks_and_shows(self):
        self.client.force_login(self.sora)
        at = f"/console/teams/{self.team.pk}/routing/trials/"
        said = {"days": 28, "strategy": "least_busy", "capacity": 2, "people": 1}
        self.assertRedirects(self.client.post(at, said), at)
        trial = Simulation.objects.get()
        self.assertIn("hx-trigger", self.client.get(at).content.decode())
        carry(trial.errand, seconds=60)
        page = self.client.get(at).content.decode()
        for words in ("지금대로", "바꾼다면", "최지수", "새 사람 1"):
            self.assertIn(words, page)
        self.assertEqual(self.client.post(at, {**said, "capacity": 0}).status_code, 422)

    def test_times_without_an_absence(self):
        self.assertEqual(without([(0, 10), (20, 30)], [(5, 25)]), [(0, 5), (25, 30)])
        self.assertEqual(without([(0, 10)], []), [(0, 10)])
