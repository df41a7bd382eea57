"""A program hears what it asked to hear, of the tickets it may hear of, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from unittest import mock

import time_machine
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook as Verifier

from maru.extensions.webhooks import telling
from maru.extensions.webhooks.action import Tell
from maru.extensions.webhooks.alarms import switched_off
from maru.extensions.webhooks.models import Endpoint
from maru.extensions.webhooks.payload import trial
from maru.extensions.webhooks.tests.cast import EndpointTestCase
from maru.kit.webhooks.models import Attempt, Call
from maru.kit.webhooks.sending import tell_waiting, try_out
from maru.staff.members.models import ApiToken
from maru.support.actions.models import Macro
from maru.support.actions.reading import BadChanges, keep_changes
from maru.support.actions.using import use_macro
from maru.support.automation.faults import faults_of
from maru.support.automation.models import Rule
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.mails import mail


class HearingTests(EndpointTestCase):
    def test_it_hears_each_change_once_and_gets_the_ticket_as_the_api_shows_it(self):
        self.made()
        ticket = self.mail_in(mail("뚜껑이 깨졌어요", Message_ID="<one@x.example>")).ticket
        self.mail_in(mail("사진도 보냅니다", In_Reply_To="<one@x.example>"))
        ticket.assign(self.jisu, by=self.minho)
        ticket.solve(by=self.jisu)
        self.assertEqual(
            self.happenings(),
            ["ticket.opened", "ticket.received", "ticket.assigned", "ticket.status"],
        )
        self.all_told()
        first, *_rest, last = self.outside.heard
        self.assertEqual([given["id"] for given in self.outside.heard], self.outside.idents)
        self.assertEqual(first["data"]["message"]["body"], "뚜껑이 깨졌어요")
        self.assertEqual((last["data"]["before"], last["data"]["after"]), ("new", "solved"))
        token = ApiToken.issue(self.jisu, ["tickets:read"])
        asked = {"headers": {"Authorization": f"Bearer {token}"}}
        shown = self.client.get(f"/api/v1/tickets/{ticket.pk}", **asked).json()
        del shown["unread"], shown["updated_at"], shown["last_public_id"]
        told = last["data"]["ticket"]
        self.assertEqual(told.keys() - shown.keys(), {"updated_at", "last_public_id"})
        self.assertEqual({key: told[key] for key in shown}, shown)

    def test_a_note_is_told_only_where_it_was_chosen(self):
        self.made(hears=["ticket.opened", "ticket.received", "ticket.replied", "ticket.status"])
        self.ticket.note("까다로운 고객", by=self.jisu)
        self.ticket.solve(by=self.jisu)
        self.all_told()
        self.assertEqual(self.happenings(), ["ticket.status"])
        self.assertNotIn("까다로운", json.dumps(self.outside.heard, ensure_ascii=False))
        self.made(hears=["ticket.noted"])
        self.ticket.note("까다로운 고객", by=self.jisu)
        self.assertEqual(self.happenings(), ["ticket.status", "ticket.noted"])

    def test_only_of_its_brands_and_teams_and_of_private_ones_only_by_name(self):
        self.made(name="모두", hears=["ticket.opened"])
        self.made(name="교환", hears=["ticket.opened"], teams=[self.team.pk])
        self.made(name="다른", hears=["ticket.opened"], brands=[self.haneul.pk])
        self.made(name="비밀", hears=["ticket.opened"], teams=[self.secret_team.pk])
        about = {"brand": self.onnuri, "requester": self.kim, "subject": "x", "text": "y"}
        for team in (None, self.team, self.secret_team):
            open_ticket(by=self.jisu, team=team, **about)
        rows = Call.objects.order_by("id").values_list("webhook__endpoint__name", flat=True)
        self.assertEqual(sorted(rows), sorted(["모두", "교환", "모두", "비밀"]))

    def test_one_that_cannot_be_told_keeps_no_mail_from_becoming_a_ticket(self):
        lost = self.made(name="고장")
        other = self.made(name="창고")
        with mock.patch.object(Endpoint, "condition", autospec=True) as asked:
            asked.side_effect = lambda endpoint: 1 / 0 if endpoint.pk == lost.pk else None
            with self.assertLogs(telling.log):
                message = self.mail_in(mail("뚜껑이 깨졌어요", Message_ID="<one@x.example>"))
        assert message
        told = Call.objects.get()
        self.assertEqual((told.webhook_id, told.happening), (other.webhook_id, "ticket.opened"))

    def test_conditions_narrow_it_and_lost_ones_tell_nothing(self):
        endpoint = self.made(hears=["ticket.status", "ticket.priority"])
        endpoint.conditions = {"field": "priority", "op": "is", "value": 4}
        endpoint.save()
        self.ticket.solve(by=self.jisu)
        self.assertEqual(self.happenings(), [])
        self.ticket.set_priority(4, by=self.jisu)
        self.assertEqual(self.happenings(), ["ticket.priority"])
        endpoint.conditions = {"field": "gone", "op": "is", "value": 4}
        endpoint.save()
        self.assertFalse(endpoint.is_readable)
        self.ticket.reopen(by=self.jisu)
        self.assertEqual(self.happenings(), ["ticket.priority"])

    def test_spam_is_no_news_but_that_it_is_none_is(self):
        self.made()
        self.ticket.mark_as_spam(by=self.jisu)
        self.ticket.assign(self.jisu, by=self.jisu)
        self.assertEqual(self.happenings(), ["ticket.spam"])

    def test_what_is_told_hangs_on_the_change(self):
        self.made()
        with self.assertRaises(LookupError), transaction.atomic():
            self.ticket.assign(self.jisu, by=self.minho)
            self.assertEqual(self.happenings(), ["ticket.assigned"])
            raise LookupError
        self.assertEqual(self.happenings(), [])


class FailingTests(EndpointTestCase):
    def test_it_is_patient_for_three_days_and_then_an_alarm(self):
        endpoint = self.made()
        self.ticket.assign(self.jisu, by=self.minho)
        self.outside.faults = [500] * 3
        self.all_told()
        now = timezone.now()
        for days, is_on in ((2, True), (3.1, False)):
            with time_machine.travel(now + timedelta(days=days), tick=False):
                Call.objects.update(queued_at=timezone.now())
                self.after_the_pause()
            self.assertEqual(Endpoint.objects.get().is_on, is_on, days)
        self.assertEqual(switched_off(), {"n": 1, "who": "창고"})
        self.assertFalse(endpoint.repeat_failed(now + timedelta(hours=1), by=self.boss))

    def test_all_that_failed_since_is_told_again_in_its_order_under_its_ids(self):
        endpoint = self.made(hears=["ticket.assigned", "ticket.status"])
        self.ticket.assign(self.jisu, by=self.minho)
        self.ticket.solve(by=self.jisu)
        self.outside.faults = [400, 400, 400]
        self.all_told()
        try_out(endpoint.webhook, trial())
        before = list(Call.objects.order_by("id").values_list("ident", "state")[:2])
        self.assertEqual([state for _ident, state in before], ["failed", "failed"])
        since = timezone.now() - timedelta(hours=1)
        self.assertEqual(endpoint.repeat_failed(since, by=self.boss), 2)
        self.all_told()
        self.assertEqual(self.outside.idents, [ident for ident, _state in before])
        self.assertEqual(endpoint.repeat_failed(since, by=self.boss), 0)

    def test_a_new_secret_signs_beside_the_old_one(self):
        endpoint = self.made()
        old = self.outside.secret
        new = endpoint.new_secret(by=self.boss)
        self.ticket.assign(self.jisu, by=self.minho)
        self.all_told()  # the program still verifies by the old one
        self.outside.secret = new
        self.ticket.solve(by=self.jisu)
        self.all_told()
        self.assertEqual(len(self.outside.heard), 2)
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
            self.outside.secret = old
            self.ticket.reopen(by=self.jisu)
            self.all_told()
        self.assertEqual(len(self.outside.heard), 2)
        self.assertTrue(Verifier(new))

    def test_one_that_hangs_holds_nobody_up(self):
        self.made(name="느림", url=self.outside.url + "/slow", hears=["ticket.assigned"])
        self.made(name="빠름", hears=["ticket.assigned", "ticket.status"])
        self.outside.holds = {"/slow": 2}  # it answers only once the other has heard both
        self.ticket.assign(self.jisu, by=self.minho)
        self.ticket.solve(by=self.jisu)
        tell_waiting()
        self.assertEqual(len(self.outside.heard), 2)

    def test_a_redirect_is_not_followed(self):
        self.made()
        self.outside.faults = [(302, "", {"Location": "http://169.254.169.254/"})]
        self.ticket.assign(self.jisu, by=self.minho)
        self.all_told()
        self.assertEqual(Call.objects.get().trouble, "leads_elsewhere")
        self.assertEqual(self.outside.asked, 1)
        self.assertEqual(Attempt.objects.get().status, 302)


class ActionTests(EndpointTestCase):
    def macro(self, endpoint: Endpoint) -> Macro:
        return Macro.make(by=self.boss, name="창고에", whose="company",
                          changes={"webhook": endpoint.pk})  # fmt: skip

    def test_a_macro_of_an_agent_tells_a_program_of_the_ticket(self):
        endpoint = self.made(hears=[], is_by_hand=True)
        use_macro(self.macro(endpoint), self.ticket, by=self.jisu, text="")
        self.all_told()
        (given,) = self.outside.heard
        self.assertEqual(given["type"], "ticket.told")
        self.assertEqual(given["data"]["by"]["name"], "최지수")
        self.assertEqual(given["data"]["ticket"]["number"], self.ticket.pk)

    def test_not_of_a_ticket_that_it_may_not_hear_of(self):
        endpoint = self.made(hears=[], is_by_hand=True, teams=[self.secret_team.pk])
        use_macro(self.macro(endpoint), self.ticket, by=self.jisu, text="")
        self.assertEqual(self.happenings(), [])

    def test_none_is_offered_that_is_for_others_alone(self):
        self.made(name="비밀", hears=[], is_by_hand=True, teams=[self.secret_team.pk])
        self.made(name="하늘", hears=[], is_by_hand=True, brands=[self.haneul.pk])
        both = self.made(name="둘", hears=[], is_by_hand=True,
                         brands=[self.onnuri.pk, self.haneul.pk])  # fmt: skip
        self.assertEqual(Tell().choices(self.jisu), [(str(both.pk), "둘")])
        for endpoint in Endpoint.objects.exclude(pk=both.pk):
            with self.assertRaises(BadChanges):
                keep_changes({"webhook": endpoint.pk}, self.jisu)
        self.assertEqual(len(Tell().choices(self.sora)), 3)

    def test_a_rule_whose_program_is_gone_says_so(self):
        endpoint = self.made(hears=[], is_by_hand=True)
        rule = Rule.make(
            by=self.boss, name="창고에", is_on=True, is_everywhere=True,
            when={"on": [{"occasion": "opened"}], "by": []}, changes={"webhook": endpoint.pk},
        )  # fmt: skip
        self.assertEqual(faults_of(rule), [])
        endpoint.remove(by=self.boss)
        self.assertEqual(len(faults_of(rule)), 1)

    def test_one_that_is_not_offered_is_no_choice(self):
        endpoint = self.made()
        with self.assertRaises(BadChanges):
            keep_changes({"webhook": endpoint.pk}, self.jisu)
