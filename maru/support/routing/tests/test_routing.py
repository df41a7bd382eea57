"""Tickets find somebody: in turn, within what fits, never who is absent; and each says why."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone
from django.utils.translation import override

from maru.staff.journal.models import Event
from maru.support.notifications.models import Notification
from maru.support.routing.models import Decision, MemberCapacity, Queued, RoutingRule
from maru.support.routing.showing import explained
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase
from maru.support.tickets.models import Ticket
from maru.support.tickets.telling import told


class RoutingTests(RoutingTestCase):
    def test_off_nothing_is_given(self):
        self.set_rule(is_on=False)
        self.assertEqual(route(), 0)
        self.assertIsNone(self.assignee(self.ticket))
        self.assertFalse(Queued.objects.exists())

    def test_what_waits_is_given_in_turn_with_an_event_of_the_routing(self):
        tickets = [self.ticket, *self.open(3)]
        route()
        self.assertEqual([self.assignee(t) for t in tickets], [self.jisu, self.bora] * 2)
        event = Event.of(self.ticket).filter(verb="ticket.assigned").get()
        self.assertEqual((event.actor_kind, event.actor_id), ("routing", self.rule.pk))
        self.assertEqual(event.cause.verb, "ticket.opened")
        self.assertFalse(Queued.objects.exists())
        self.assertEqual(Notification.objects.filter(reason="assigned").count(), 4)

    def test_nobody_is_given_more_than_fits_and_what_is_left_waits_with_its_reason(self):
        MemberCapacity.objects.create(member=self.bora, kind="ticket", most=1)
        self.open(6)
        route()
        self.assertEqual((self.has(self.jisu), self.has(self.bora)), (3, 1))
        self.assertEqual(Queued.objects.count(), 3)
        self.assertEqual(Queued.objects.first().outs, {"full": 2})

    def test_what_waits_for_the_customer_or_is_put_off_leaves_room(self):
        self.set_rule(capacity=1)
        MemberCapacity.objects.create(member=self.bora, kind="ticket", most=0)
        route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)
        [second] = self.open()
        route()
        self.assertIsNone(self.assignee(second))
        self.ticket.refresh_from_db()
        self.ticket.set_status("pending", by=self.jisu)
        route()
        self.assertEqual(self.assignee(second), self.jisu)

    def test_who_is_away_is_passed_over_and_the_reason_is_kept(self):
        self.jisu.become("break", by=self.jisu)
        route()
        self.assertEqual(self.assignee(self.ticket), self.bora)
        decision = Decision.objects.get()
        outs = {each["member"]: each.get("out") for each in decision.why["candidates"]}
        self.assertEqual(outs, {self.bora.pk: None, self.jisu.pk: "break"})

    def test_with_nobody_there_it_waits_until_somebody_is(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        route()
        self.assertEqual(Queued.objects.get().outs, {"away": 2})
        self.bora.become("available", by=self.bora)
        route()
        self.assertEqual(self.assignee(self.ticket), self.bora)

    def test_the_most_pressing_is_given_first(self):
        MemberCapacity.objects.create(member=self.bora, kind="ticket", most=0)
        self.set_rule(capacity=1)
        [urgent] = self.open(priority=4)
        route()
        self.assertEqual(self.assignee(urgent), self.jisu)
        self.assertIsNone(self.assignee(self.ticket))

    def test_least_busy_is_by_what_each_takes(self):
        self.set_rule(strategy="least_busy", capacity=10)
        MemberCapacity.objects.create(member=self.bora, kind="ticket", most=2)
        self.open(5)
        route()
        self.assertEqual((self.has(self.jisu), self.has(self.bora)), (5, 1))

    def test_the_same_agent_again_within_the_days(self):
        self.set_rule(known_days=7)
        self.ticket.reply("답변드립니다", by=self.bora, seen=self.ticket.last_public_id)
        Ticket.objects.filter(pk=self.ticket.pk).update(status="solved")
        [first, second] = self.open(2)
        route()
        self.assertEqual([self.assignee(t) for t in (first, second)], [self.bora] * 2)
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            [later] = self.open()
            route()
            self.assertEqual(self.assignee(later), self.jisu)

    def test_taken_by_hand_it_waits_no_longer(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        route()
        self.ticket.assign(self.minho, by=self.minho)
        route()
        self.assertFalse(Queued.objects.exists())
        self.assertEqual(self.assignee(self.ticket), self.minho)

    def test_given_to_another_team_it_waits_there_as_long_as_before(self):
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        RoutingRule.objects.create(team=self.secret_team, is_on=True)
        route()
        since = Queued.objects.get().since
        self.ticket.hand_to(self.secret_team, by=self.sora)
        route()
        row = Queued.objects.get()
        self.assertEqual((row.team, row.since, row.because), (self.secret_team, since, "moved"))
        RoutingRule.objects.filter(team=self.secret_team).update(is_on=False)
        route()
        self.assertFalse(Queued.objects.exists())

    def test_spam_and_what_is_put_off_is_not_given(self):
        self.ticket.mark_as_spam(by=self.minho)
        [other] = self.open()
        other.snooze(timezone.now() + timedelta(days=1), by=self.minho)
        route()
        self.assertFalse(Ticket.objects.filter(assignee__isnull=False).exists())

    def test_who_works_for_another_brand_is_not_given_it(self):
        self.bora.brands.set([self.haneul])
        self.open(3)
        route()
        self.assertEqual((self.has(self.jisu), self.has(self.bora)), (3, 0))

    def test_colleagues_and_who_left_are_given_nothing(self):
        self.jisu.deactivate(by=self.sora)
        self.open(5)
        route()
        self.assertEqual((self.has(self.bora), self.has(self.cole)), (3, 0))

    def test_the_history_says_it_in_both_languages(self):
        route()
        for language, who, topic in (("ko", "자동 배정", "담당"), ("en", "자동 배정", "Assignee")):
            with override(language):
                [line] = told(list(Event.of(self.ticket).filter(verb="ticket.assigned")))
            self.assertEqual((line.who, line.topic), (who, topic))
            self.assertIn("최지수", line.text)

    def test_why_names_only_whom_the_reader_may_know(self):
        route()
        [why] = explained(Decision.objects.all(), self.jisu)
        self.assertEqual([each.name for each in why.could], ["최지수", "정보라"])
        [why] = explained(Decision.objects.all(), self.eve)
        self.assertEqual((why.could, why.hidden), ([], 2))


class AbsenceTests(RoutingTestCase):
    def setUp(self) -> None:
        self.set_rule(absent_minutes=30)
        self.bora.become("away", by=self.bora)
        route()
        self.jisu.become("away", by=self.jisu)
        self.later = time_machine.travel(timezone.now() + timedelta(minutes=31))

    def test_after_the_time_it_goes_to_who_is_there_with_the_absence_as_its_cause(self):
        route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)
        with self.later:
            self.bora.become("available", by=self.bora)
            route()
        self.assertEqual(self.assignee(self.ticket), self.bora)
        taken, given = Event.of(self.ticket).filter(verb="ticket.assigned").order_by("id")[1:]
        self.assertEqual((taken.after, taken.cause.verb), (None, "member.availability"))
        self.assertEqual(given.cause_id, taken.pk)

    def test_with_nobody_there_it_waits_seen_by_all_with_its_reason(self):
        with self.later:
            route()
        row = Queued.objects.get()
        self.assertEqual(
            (row.item, row.because, row.came_from), (self.ticket.pk, "absent", self.jisu)
        )
        self.assertEqual(row.outs, {"away": 2})

    def test_what_waits_for_the_customer_stays_theirs(self):
        self.ticket.refresh_from_db()
        self.ticket.reply("답변드립니다", by=self.jisu, seen=self.ticket.last_public_id)
        with self.later:
            route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_who_is_back_in_time_keeps_it(self):
        with self.later:
            self.jisu.become("available", by=self.jisu)
            route()
        self.assertEqual(self.assignee(self.ticket), self.jisu)
        self.assertEqual(Decision.objects.count(), 1)


class PromiseTests(RoutingTestCase):
    def test_what_was_promised_sooner_goes_first(self):
        MemberCapacity.objects.create(member=self.bora, kind="ticket", most=0)
        self.set_rule(capacity=1)
        [promised] = self.open()
        soon = timezone.now() + timedelta(minutes=10)
        Ticket.objects.filter(pk=promised.pk).update(promised_at=soon)  # as its clocks would say
        route()
        self.assertEqual(self.assignee(promised), self.jisu)
