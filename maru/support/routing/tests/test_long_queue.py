"""A queue may be long: it is read from its head, in its order, and whatever nobody can have keeps
nothing behind it waiting."""

from __future__ import annotations

import random
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.staff.members.models import Mastery, Skill
from maru.support.routing.brain.queueing import in_order
from maru.support.routing.giving import turning
from maru.support.routing.giving.turning import Turn
from maru.support.routing.kinds import kind_named
from maru.support.routing.models import Queued, RoutingNeed
from maru.support.routing.queue.keeping import keep_queue
from maru.support.routing.queue.queued import ORDER
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase
from maru.support.tickets.choices import NEVER
from maru.support.tickets.models import Ticket


class OrderTests(RoutingTestCase):
    def queue(self) -> list[int]:
        rows = Queued.objects.filter(team=self.team).order_by(*ORDER)
        return list(rows.values_list("item", flat=True))

    def as_the_brain_has_it(self) -> list[int]:
        since = dict(Queued.objects.values_list("item", "since"))
        return [work.key for work in in_order(kind_named("ticket").works(since))]

    def test_any_queue_stands_as_the_brain_orders_it_whatever_changes(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        chance, now = random.Random(7), timezone.now()
        tickets = self.open(30)
        for _round in range(4):
            for ticket in chance.sample(tickets, 12):
                Ticket.objects.filter(pk=ticket.pk).update(
                    priority=chance.randint(1, 4),
                    promised_at=chance.choice(
                        [NEVER, now + timedelta(minutes=chance.randint(-600, 600))]
                    ),
                )
                Queued.objects.filter(item=ticket.pk).update(
                    since=now - timedelta(minutes=chance.randint(0, 2000)), priority=0
                )
            route()
            self.assertEqual(len(self.queue()), 31)
            self.assertEqual(self.queue(), self.as_the_brain_has_it())

    def test_given_over_by_hand_it_stands_where_it_belongs(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        self.open(3)
        route()
        Queued.objects.filter(item=self.ticket.pk).update(since=timezone.now(), priority=0)
        route()
        self.assertEqual(self.queue()[-1], self.ticket.pk)


class LongQueueTests(RoutingTestCase):
    """Windows of three, one from the head and one further on."""

    def setUp(self) -> None:
        self.enterContext(patch.multiple(turning, WINDOW=3, HEAD=1, ON=1))
        turning._stopped.clear()
        self.bora.become("away", by=self.bora)

    def need(self, subject: str) -> None:
        """Have tickets of that subject need a skill that nobody there has."""
        skill = Skill.objects.create(name="외국어")
        Mastery.objects.create(member=self.bora, skill=skill, level=5)
        asks = {"all": [{"field": "subject", "op": "contains", "value": subject}]}
        RoutingNeed.objects.create(rule=self.rule, conditions=asks, skill=skill)

    def test_no_more_is_read_than_can_be_given(self):
        self.open(40)
        route()
        queries = []
        for more in (0, 60):
            self.open(more)
            keep_queue(kind_named("ticket"), [self.team.pk])
            Ticket.objects.filter(assignee=self.jisu).update(status="pending")
            with CaptureQueriesContext(connection) as captured:
                Turn(self.rule, kind_named("ticket")).run()
            queries.append(len(captured))
            self.assertEqual(self.has(self.jisu), 6 + 3 * bool(more))
        self.assertLessEqual(abs(queries[0] - queries[1]), 2)

    def test_what_nobody_can_have_starves_nothing_behind_it(self):
        self.need("문의")
        Ticket.objects.filter(pk=self.ticket.pk).update(subject="문의 0")
        self.open(20)
        [easy] = [self.open_called("환불")]
        turns = 0
        while self.assignee(easy) is None:
            route()
            turns += 1
            self.assertLess(turns, 10, "it is never looked at")
        self.assertEqual(self.assignee(easy), self.jisu)
        # Whoever can have the first comes back: they are given the first, not the last looked at.
        self.bora.become("available", by=self.bora)
        route()
        self.assertEqual(self.assignee(self.ticket), self.bora)
        self.assertEqual(self.has(self.bora), 3)

    def open_called(self, subject: str) -> Ticket:
        [ticket] = self.open()
        Ticket.objects.filter(pk=ticket.pk).update(subject=subject)
        return ticket

    def test_why_nobody_has_it_is_said_of_all_that_was_looked_at(self):
        self.need("문의")
        Ticket.objects.filter(pk=self.ticket.pk).update(subject="문의 0")
        self.open(8)
        for _turn in range(3):
            route()
        for outs in Queued.objects.values_list("outs", flat=True):
            self.assertEqual(outs, {"away": 1, "skill": 1})


class PageTests(RoutingTestCase):
    def test_the_page_shows_a_part_and_leads_on(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        tickets = [self.ticket, *self.open(60)]
        route()
        self.client.force_login(self.jisu)
        first = self.client.get(f"/teams/{self.team.pk}/queue/")
        shown = first.content.decode()
        self.assertIn(f"/tickets/{tickets[0].pk}/", shown)
        self.assertNotIn(f"/tickets/{tickets[-1].pk}/", shown)
        self.assertIn("61", shown)
        href = shown.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
        rest = self.client.get(href.replace("&amp;", "&")).content.decode()
        self.assertIn(f"/tickets/{tickets[-1].pk}/", rest)
        self.assertNotIn(f"/tickets/{tickets[0].pk}/", rest)
        self.assertEqual(self.client.get(f"/teams/{self.team.pk}/queue/?cursor=x").status_code, 200)
