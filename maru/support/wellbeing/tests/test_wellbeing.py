"""After something hard one rests; how much one bears is seen by oneself and by who leads."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.urls import reverse
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Role
from maru.support.routing.models import Decision, Offer
from maru.support.routing.sweeping import route
from maru.support.routing.tests.cast import RoutingTestCase
from maru.support.shielding.models import Abuse, Opening
from maru.support.wellbeing.cool_down import CoolDown, Why, cool_down
from maru.support.wellbeing.load import load_of, loads_led_by


def again(member: Member) -> Member:
    return Member.objects.get(pk=member.pk)


class RestTests(RoutingTestCase):
    def later(self, minutes: int) -> time_machine.travel:
        return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)

    def test_who_opens_abuse_is_given_nothing_for_a_while_and_then_again(self):
        abuse = Abuse.objects.create(message=self.ticket.messages.get(), kinds=["insult"])
        self.assertTrue(abuse.open(by=self.jisu))
        self.bora.become("away", by=self.bora)
        route()
        self.assertIsNone(self.assignee(self.ticket))
        with self.later(minutes=6):
            route()
            self.assertEqual(self.assignee(self.ticket), self.jisu)

    def test_what_they_are_offered_goes_to_somebody_else(self):
        self.set_rule(asks_first=True)
        route()
        cool_down(self.jisu, Why.HARD)
        route()
        self.assertEqual(Offer.objects.open().get().member, self.bora)
        # Why somebody could not have it, colleagues do not read.
        self.assertEqual(Offer.objects.open().get().why["outs"], {"break": 1})

    def test_they_end_it_themselves(self):
        cool_down(self.jisu, Why.HARD)
        self.client.force_login(self.jisu)
        page = self.client.get(reverse("wellbeing:load")).content.decode()
        self.assertIn("새 문의가 배정되지 않습니다", page)
        self.client.post(reverse("wellbeing:rest_end"))
        self.assertFalse(again(self.jisu).is_resting_at(timezone.now()))
        verbs = list(Event.of(self.jisu).values_list("verb", flat=True))
        self.assertEqual(verbs[-2:], ["member.resting", "member.rested"])
        self.assertFalse(again(self.jisu).end_rest(by=self.jisu))

    def test_a_longer_rest_stays(self):
        CoolDown.objects.create(after_abuse=5, after_hard=60)
        until = cool_down(self.jisu, Why.HARD)
        self.assertEqual(cool_down(self.jisu, Why.ABUSE), until)
        self.assertEqual(again(self.jisu).resting_until, until)

    def test_a_team_says_something_else_and_of_several_the_longest_counts(self):
        self.assertEqual(CoolDown.minutes_for(self.jisu, Why.HARD), 10)
        CoolDown.objects.create(after_abuse=0, after_hard=20)
        self.assertIsNone(cool_down(self.jisu, Why.ABUSE))
        for minutes in (3, 40):
            team = self.team if minutes == 3 else self.secret_team
            CoolDown.objects.create(team=team, after_hard=minutes)
        self.assertEqual(CoolDown.minutes_for(self.jisu, Why.HARD), 3)
        self.jisu.teams.add(self.secret_team)
        self.assertEqual(CoolDown.minutes_for(self.jisu, Why.HARD), 40)

    def test_a_hard_case_is_said_in_its_menu_and_nothing_of_it_stands_in_the_ticket(self):
        self.client.force_login(self.jisu)
        before = Event.of(self.ticket).count()
        place = reverse("wellbeing:hard_case", args=[self.ticket.pk])
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), place)
        self.client.post(place)
        self.assertTrue(again(self.jisu).is_resting_at(timezone.now()))
        self.assertEqual(Event.of(self.ticket).count(), before)
        self.client.force_login(self.eve)
        self.assertEqual(self.client.post(place).status_code, 404)


class LoadTests(RoutingTestCase):
    def test_it_tells_what_one_has_was_given_and_had_to_read(self):
        self.open(2)
        route()
        abuse = Abuse.objects.create(message=self.ticket.messages.get(), kinds=["insult"])
        for age in (1, 8):
            other = Abuse.objects.create(
                message=self.open()[0].messages.get(), kinds=["insult"],
            )  # fmt: skip
            Opening.objects.create(
                abuse=other, member=self.jisu, at=timezone.now() - timedelta(days=age)
            )
        Opening.objects.create(abuse=abuse, member=self.bora)
        own = load_of(self.jisu)
        self.assertEqual((own.has, own.capacity, own.opened), (2, 3, 1))
        self.assertEqual(own.given, Decision.objects.filter(member=self.jisu).count())

    def test_breaks_are_those_of_today_and_the_last_one_is_told(self):
        noon = timezone.now().replace(hour=3, minute=0)  # 12:00 in Seoul
        with time_machine.travel(noon, tick=False) as clock:
            self.assertEqual(load_of(self.jisu).last_break, None)
            self.jisu.become("break", by=self.jisu, back_at=noon + timedelta(minutes=20))
            self.assertTrue(load_of(again(self.jisu)).is_on_break)
            clock.shift(timedelta(minutes=20))
            self.jisu.become("available", by=self.jisu)
            own = load_of(again(self.jisu))
            self.assertEqual((own.breaks, own.break_minutes), (1, 20))
            self.assertEqual(own.last_break, noon + timedelta(minutes=20))
            clock.shift(timedelta(days=1))
            own = load_of(again(self.jisu))
            self.assertEqual((own.breaks, own.break_minutes), (0, 0))
            self.assertEqual(own.last_break, noon + timedelta(minutes=20))

    def test_a_lead_sees_their_people_by_name_and_others_see_themselves_alone(self):
        lead = self.member("lead", "한팀장", Role.LEAD)
        lead.teams.set([self.team])
        names = [str(each.member) for each in loads_led_by(lead)]
        self.assertEqual(names, sorted(["정보라", "최지수", "한팀장"]))
        self.assertEqual(loads_led_by(self.jisu), [])
        # Of their team, and of no brand of theirs: nobody they may know of, nor plan.
        self.bora.brands.set([self.haneul])
        lead.brands.set([self.onnuri])
        names = [str(each.member) for each in loads_led_by(lead)]
        self.assertEqual(names, sorted(["최지수", "한팀장"]))
        lead.teams.clear()
        self.assertEqual(loads_led_by(lead), [])
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get(reverse("wellbeing:load")), "정보라")
        self.client.force_login(self.sora)
        self.assertContains(self.client.get(reverse("wellbeing:load")), "정보라")

    def test_it_costs_the_same_for_many(self):
        with self.assertNumQueries(6):
            load_of(self.jisu)
        with self.assertNumQueries(8):
            self.assertGreater(len(loads_led_by(self.sora)), 3)


class SettingsTests(RoutingTestCase):
    def test_the_company_and_a_team_say_how_long(self):
        self.client.force_login(self.sora)
        place = reverse("console:wellbeing")
        given = {"abuse": 0, "hard": 15, f"hard_{self.team.pk}": 30}
        self.assertRedirects(self.client.post(place, given), place)
        self.assertEqual(CoolDown.of(None).after_hard, 15)
        own = CoolDown.of(self.team)
        self.assertEqual((own.after_abuse, own.after_hard), (0, 30))
        self.assertContains(self.client.get(place), 'value="30"')
        self.client.post(place, {"abuse": 0, "hard": 15})
        self.assertFalse(CoolDown.objects.filter(team=self.team).exists())
        verbs = Event.objects.filter(verb__startswith="cooldown.").values_list("verb", flat=True)
        self.assertEqual(list(verbs), ["cooldown.changed"] * 2 + ["cooldown.removed"])
        answer = self.client.post(place, {"abuse": 999, "hard": ""})
        self.assertEqual(answer.status_code, 422)

    def test_others_do_not_get_there(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get(reverse("console:wellbeing")).status_code, 404)


class ApiTests(RoutingTestCase):
    def call(self, method: str, place: str, member: Member, data: object = None):
        token = ApiToken.issue(member, SCOPES)
        return self.client.generic(
            method, f"/api/v1{place}", "" if data is None else __import__("json").dumps(data),
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    def test_one_rests_and_goes_on(self):
        told = self.call("PUT", "/me/rest", self.jisu)
        self.assertEqual(told.status_code, 200, told.content)
        self.assertTrue(self.call("GET", "/me/load", self.jisu).json()["resting_until"])
        self.assertEqual(self.call("DELETE", "/me/rest", self.jisu).status_code, 204)
        self.assertIsNone(self.call("GET", "/me/load", self.jisu).json()["resting_until"])

    def test_who_leads_lists_their_people_and_others_are_refused(self):
        items = self.call("GET", "/load", self.sora).json()["items"]
        self.assertIn("최지수", [each["member"]["name"] for each in items])
        self.assertEqual(self.call("GET", "/load", self.jisu).status_code, 403)

    def test_administrators_set_cool_downs(self):
        none = {"after_abuse": 0, "after_hard": 0}
        self.assertEqual(self.call("PUT", "/cool-downs", self.sora, none).status_code, 200)
        refused = self.call("PUT", "/me/rest", self.jisu)
        self.assertEqual((refused.status_code, refused.json()["error"]["code"]), (422, "no_rest"))
        place = f"/teams/{self.team.pk}/cool-down"
        told = self.call("PUT", place, self.sora, {"after_abuse": 1, "after_hard": 2}).json()
        self.assertEqual(told["team"], self.team.pk)
        self.assertEqual(len(self.call("GET", "/cool-downs", self.sora).json()["items"]), 2)
        self.assertEqual(self.call("DELETE", place, self.sora).status_code, 204)
        wrong = {"after_abuse": -1, "after_hard": 2}
        self.assertEqual(self.call("PUT", place, self.sora, wrong).status_code, 422)
        self.assertEqual(self.call("GET", "/cool-downs", self.jisu).status_code, 403)
