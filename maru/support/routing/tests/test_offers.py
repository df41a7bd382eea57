"""Who is asked first takes it or passes it on; what nobody answers goes on, not for ever."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.models import Decision, Offer, Queued, RoutingRule
from maru.support.routing.offers.offering import PASSED_FOR, OfferGone, accept, decline
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase


class OfferTests(RoutingTestCase):
    def setUp(self) -> None:
        self.set_rule(asks_first=True, offer_seconds=60)
        route()

    def offer(self) -> Offer:
        return Offer.objects.open().get()

    def test_the_first_is_asked_and_nothing_is_given_yet(self):
        self.assertEqual(self.offer().member, self.jisu)
        self.assertIsNone(self.assignee(self.ticket))
        self.assertFalse(Decision.objects.exists())
        route()
        self.assertEqual(Offer.objects.count(), 1)

    def test_taken_it_is_theirs_by_the_routing_because_of_the_offer(self):
        accept(self.offer(), by=self.jisu)
        self.assertEqual(self.assignee(self.ticket), self.jisu)
        event = Event.of(self.ticket).filter(verb="ticket.assigned").get()
        self.assertEqual((event.actor_kind, event.cause.verb), ("routing", "ticket.offered"))
        self.assertTrue(Decision.objects.get().why["accepted"])
        self.assertFalse(Queued.objects.exists())

    def test_passed_on_the_next_is_asked(self):
        decline(self.offer(), by=self.jisu)
        route()
        self.assertEqual(self.offer().member, self.bora)
        row = Queued.objects.get()
        self.assertEqual((row.because, row.came_from), ("declined", self.jisu))

    def test_not_answered_in_time_the_next_is_asked(self):
        with time_machine.travel(timezone.now() + timedelta(seconds=61)):
            route()
            self.assertEqual(self.offer().member, self.bora)
        self.assertEqual(Offer.objects.filter(state="timed_out").get().member, self.jisu)

    def test_switched_off_nothing_is_offered_any_more(self):
        offered = self.offer()
        self.set_rule(is_on=False)
        with self.assertRaises(OfferGone):
            accept(offered, by=self.jisu)
        route()
        self.assertEqual(Offer.objects.get().state, "withdrawn")
        self.assertFalse(Queued.objects.exists())

    def test_switched_off_in_one_team_others_go_on(self):
        other = Team.objects.create(name="다른 팀")
        RoutingRule.objects.create(team=other, is_on=True)
        self.set_rule(is_on=False)
        route()
        self.assertFalse(Offer.objects.open().exists())

    def test_when_all_passed_it_on_they_are_asked_again_later(self):
        for each in (self.jisu, self.bora):
            decline(self.offer(), by=each)
            route()
        self.assertFalse(Offer.objects.open().exists())
        self.assertEqual(Queued.objects.get().outs, {"declined": 2})
        with time_machine.travel(timezone.now() + PASSED_FOR + timedelta(seconds=1)):
            route()
            self.assertTrue(Offer.objects.open().exists())

    def test_who_goes_away_is_asked_no_longer_and_has_passed_nothing_on(self):
        self.jisu.become("break", by=self.jisu)
        route()
        self.assertEqual(self.offer().member, self.bora)
        self.assertEqual(Queued.objects.get().passed_by, {})

    def test_taken_by_hand_the_offer_is_gone(self):
        offered = self.offer()
        self.ticket.assign(self.minho, by=self.minho)
        with self.assertRaises(OfferGone):
            accept(offered, by=self.jisu)
        route()
        self.assertFalse(Offer.objects.open().exists())
        self.assertEqual(self.assignee(self.ticket), self.minho)

    def test_handed_to_another_team_it_is_offered_there_at_once(self):
        RoutingRule.objects.create(team=self.secret_team, is_on=True, asks_first=True)
        self.minho.teams.set([self.secret_team])
        self.ticket.hand_to(self.secret_team, by=self.sora)
        route()
        self.assertEqual(self.offer().member, self.minho)

    def test_who_may_not_have_it_any_more_cannot_take_it(self):
        for leave in (self.jisu.teams.clear, self.jisu.brands.clear):
            offered = self.offer()
            leave()
            by = Member.objects.get(pk=self.jisu.pk)
            with self.assertRaises(OfferGone):
                accept(offered, by=by)
            self.jisu.teams.set([self.team])
        self.assertIsNone(self.assignee(self.ticket))

    def test_an_open_offer_takes_up_a_place(self):
        self.set_rule(capacity=1)
        self.open(3)
        route()
        self.assertEqual(Offer.objects.open().count(), 2)
        self.assertEqual(len(set(Offer.objects.open().values_list("member", flat=True))), 2)

    def test_on_the_page_it_is_taken_with_one_click(self):
        self.client.force_login(self.jisu)
        page = self.client.get("/my-day/").content.decode()
        self.assertIn("이 문의를 맡으시겠어요?", page)
        offered = self.offer()
        answer = self.client.post(f"/offers/{offered.pk}/acceptance/")
        self.assertRedirects(answer, f"/tickets/{self.ticket.pk}/", fetch_redirect_response=False)
        again = self.client.post(f"/offers/{offered.pk}/passing/", follow=True)
        self.assertIn("제안이 끝났습니다", again.content.decode())
        self.assertNotIn("이 문의를 맡으시겠어요?", again.content.decode())

    def test_it_comes_anew_with_the_counts_of_the_rail(self):
        self.client.force_login(self.jisu)
        self.assertIn("hx-swap-oob", self.client.get("/rail/").content.decode())
        self.client.force_login(self.bora)
        self.assertNotIn("이 문의를", self.client.get("/rail/").content.decode())


class OverflowTests(RoutingTestCase):
    def setUp(self) -> None:
        self.set_rule(overflow_to=self.secret_team, overflow_minutes=20)
        for each in (self.jisu, self.bora):
            each.become("away", by=each)
        route()

    def test_what_waits_too_long_goes_to_the_other_team_and_waits_there_as_long(self):
        RoutingRule.objects.create(
            team=self.secret_team, is_on=True, overflow_to=self.team, overflow_minutes=20
        )
        since = Queued.objects.get().since
        with time_machine.travel(timezone.now() + timedelta(minutes=21)):
            route()
            route()
        row = Queued.objects.get()
        self.assertEqual((row.team, row.because, row.since), (self.secret_team, "overflow", since))
        event = Event.of(self.ticket).filter(verb="ticket.team").get()
        self.assertEqual(event.actor_kind, "routing")

    def test_before_it_stays(self):
        with time_machine.travel(timezone.now() + timedelta(minutes=19)):
            route()
        self.assertEqual(Queued.objects.get().team, self.team)
