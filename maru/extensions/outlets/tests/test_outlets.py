"""A team's chat hears what it asked to hear, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import time_machine
from django.test import override_settings
from django.utils import timezone

from maru.extensions.outlets.alarms import switched_off
from maru.extensions.outlets.happening import Happening
from maru.extensions.outlets.models import Outlet
from maru.extensions.outlets.morning import tell_due
from maru.extensions.outlets.outlet_form import OutletForm
from maru.kit.webhooks.models import Call, Webhook
from maru.kit.webhooks.sending import tell_waiting
from maru.kit.webhooks.tests.programs import programs, slack_acts, slack_shows, teams_shows
from maru.staff.members.models import ApiToken
from maru.staff.members.roles import Role
from maru.support.reminders.models import Reminder
from maru.support.reminders.reminding import remind_due
from maru.support.tasks.models import Task
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail


@override_settings(FETCH_ALLOW=["127.0.0.1/32"])
class OutletTestCase(SupportTestCase):
    def setUp(self):
        self.outside = self.enterContext(programs())
        self.lead = self.member("mina", "한미나", Role.MANAGER, teams=[self.team])

    def made(self, kind: str = "slack", **changes) -> Outlet:
        given = {
            "name": "#교환", "kind": kind, "url": getattr(self.outside, kind),
            "hears": list(Happening.values), "language": "ko", "tells_words": True, **changes,
        }  # fmt: skip
        form = OutletForm(given, team=self.team)
        self.assertTrue(form.is_valid(), form.errors)
        self.outside.secret = ""
        saved = form.save_by(self.lead)
        self.outside.secret = form.new_secret
        return saved

    def all_told(self) -> None:
        while tell_waiting():
            pass

    def happenings(self) -> list[str]:
        return list(Call.objects.order_by("id").values_list("happening", flat=True))


class HearingTests(OutletTestCase):
    def test_it_hears_each_thing_once(self):
        self.made()
        mailed = self.mail_in(mail("뚜껑이 깨졌어요", Message_ID="<one@x.example>"))
        ticket = mailed.ticket
        self.mail_in(mail("사진도 보냅니다", In_Reply_To="<one@x.example>"))
        ticket.assign(self.jisu, by=self.minho)
        ticket.note(f"@{self.team.name} 봐 주세요", by=self.jisu)
        ticket.reply("알아볼게요.", by=self.jisu)
        ticket.solve(by=self.jisu)
        self.assertEqual(
            self.happenings(),
            ["ticket.new", "ticket.answered", "ticket.assigned", "ticket.mentioned",
             "ticket.solved"],
        )  # fmt: skip
        self.all_told()
        (given,) = self.outside.heard  # all of it came at once
        shown = slack_shows(given)
        self.assertIn("새 문의 1건 · 고객 글 1건", shown.splitlines()[0])
        self.assertIn(f"#{ticket.pk} 새 문의", shown)
        self.assertIn("박민호 님이 최지수 님에게 맡겼어요", shown)

    def test_one_for_itself_says_what_was_written(self):
        self.made()
        ticket = self.mail_in(mail("뚜껑이 깨졌어요", Subject="냄비")).ticket
        self.all_told()
        shown = slack_shows(self.outside.heard[0])
        self.assertEqual(
            shown.splitlines()[:3], [f"#{ticket.pk} 새 문의", "냄비", "뚜껑이 깨졌어요"]
        )

    def test_a_burst_of_tickets_is_one_message_with_a_way_to_all_of_them(self):
        self.made()
        self.made("plain", hears=["new"])
        for number in range(7):
            self.mail_in(mail("뚜껑이 깨졌어요", Subject=f"문의 {number}"))
        self.all_told()
        slack = [given for given in self.outside.heard if "blocks" in given]
        shown = [slack_shows(given) for given in slack]
        self.assertEqual(len(shown), 1)
        self.assertEqual(shown[0].splitlines()[0], "*새 문의 7건*")
        self.assertIn("문의 6", shown[0])
        self.assertNotIn("문의 1\n", shown[0])
        (to_all,) = [act for act in slack_acts(slack[0]) if "team=" in act]
        self.client.force_login(self.jisu)
        address = urlsplit(unescape(to_all).partition("|")[0])
        page = self.client.get(f"{address.path}?{address.query}")
        self.assertContains(page, "문의 0")
        programs_heard = [given for given in self.outside.heard if "type" in given]
        self.assertEqual(len(programs_heard), 7)

    def test_it_hears_only_what_it_asked_for_and_only_of_its_team(self):
        self.made(hears=["new"])
        self.ticket.assign(self.jisu, by=self.minho)
        other = {"brand": self.onnuri, "requester": self.kim, "subject": "x", "text": "y"}
        open_ticket(by=self.jisu, team=self.secret_team, **other)
        open_ticket(by=self.jisu, team=None, **other)
        self.assertEqual(self.happenings(), [])
        open_ticket(by=self.jisu, team=self.team, **other)
        self.assertEqual(self.happenings(), ["ticket.new"])

    def test_a_ticket_that_is_handed_to_the_team(self):
        self.made()
        other = {"brand": self.onnuri, "requester": self.kim, "subject": "x", "text": "y"}
        ticket = open_ticket(by=self.jisu, team=None, **other)
        ticket.hand_to(self.team, by=self.minho)
        self.assertEqual(self.happenings(), ["ticket.handed"])

    def test_spam_and_machines_are_no_news(self):
        self.made()
        ours = self.ticket.reply("네.", by=self.jisu)
        self.mail_in(
            mail("부재중", Auto_Submitted="auto-replied", In_Reply_To=f"<{ours.message_id}>")
        )
        self.ticket.is_spam = True
        self.ticket.save()
        self.ticket.assign(self.jisu, by=self.minho)
        self.assertEqual(self.happenings(), [])

    def test_a_reminder_of_the_team_is_told_and_one_s_own_is_not(self):
        self.made()
        due = {"ticket": self.ticket, "due_at": timezone.now() - timedelta(minutes=1)}
        Reminder.objects.create(member=self.jisu, text="비밀", **due)
        Reminder.objects.create(member=self.jisu, team=self.team, text="택배 확인", **due)
        remind_due()
        self.assertEqual(self.happenings(), ["ticket.reminder"])
        self.all_told()
        self.assertIn("택배 확인", slack_shows(self.outside.heard[0]))

    def test_what_is_due_is_told_once_a_morning(self):
        self.made()
        with time_machine.travel("2026-12-01T08:59:00+09:00"):
            Task.objects.create(ticket=self.ticket, text="재고 묻기", due_on="2026-12-01")
            Task.objects.create(ticket=self.ticket, text="나중에", due_on="2026-12-02")
            tell_due()
            self.assertEqual(self.happenings(), [])
        for at in ("09:00", "09:01", "17:00"):
            with time_machine.travel(f"2026-12-01T{at}:00+09:00"):
                tell_due()
        self.assertEqual(self.happenings(), ["ticket.due"])
        text = Call.objects.get().content.text
        self.assertEqual(text, f"#{self.ticket.pk} 재고 묻기")

    def test_without_words_nothing_that_people_wrote_leaves(self):
        for kind in ("slack", "teams", "plain"):
            self.made(kind, tells_words=False)
        self.mail_in(mail("비밀 이야기", Subject="비밀 제목", sender="김비밀 <secret@x.example>"))
        self.all_told()
        self.assertEqual(len(self.outside.heard), 3)
        for given in self.outside.heard:
            self.assertNotIn("비밀", str(given))

    def test_what_a_customer_wrote_is_letters_alone(self):
        self.made()
        self.made("teams")
        hostile = "<!channel> <https://evil.example|로그인> [여기](https://evil.example)"
        self.mail_in(mail(hostile, Subject=hostile, sender='"<!here>" <kim@x.example>'))
        self.all_told()
        # They are told side by side: whichever was quicker came first.
        slack, teams = sorted(self.outside.heard, key=lambda given: "attachments" in given)
        self.assertEqual(len(set(slack_acts(slack))), 1)
        self.assertIn(hostile, slack_shows(slack))
        self.assertIn(hostile, teams_shows(teams))

    def test_in_english_too(self):
        self.made(language="en")
        self.ticket.solve(by=self.minho)
        self.assertEqual(Call.objects.get().content.title, "박민호 solved it")

    def test_a_program_gets_it_signed_and_can_go_on_from_it(self):
        self.made("plain")
        self.ticket.assign(self.jisu, by=self.minho)
        self.all_told()
        (given,) = self.outside.heard
        self.assertEqual(given["type"], "ticket.assigned")
        self.assertEqual(given["data"]["ticket"]["id"], self.ticket.pk)
        self.assertEqual(given["data"]["assignee"]["id"], self.jisu.pk)
        self.assertTrue(given["data"]["ticket"]["url"].endswith(f"/tickets/{self.ticket.pk}/"))

    def test_switched_off_by_maru_is_an_alarm_until_it_is_mended(self):
        outlet = self.made()
        self.assertIsNone(switched_off())
        outlet.webhook.give_up("gone")
        self.assertEqual(switched_off(), {"n": 1, "who": "#교환"})
        self.ticket.assign(self.jisu, by=self.minho)
        self.assertEqual(self.happenings(), [])
        outlet.refresh_from_db()
        outlet.switch(True, by=self.lead)
        self.assertIsNone(switched_off())


class PageTests(OutletTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.lead)

    def at(self, outlet: Outlet, what: str = "") -> str:
        return f"/console/teams/{self.team.pk}/outlets/{outlet.pk}/{what}"

    def test_made_on_the_page_it_shows_its_secret_once_and_its_address_never(self):
        given = {"name": "창고", "kind": "plain", "url": self.outside.plain, "hears": ["new"],
                 "language": "ko", "tells_words": "on"}  # fmt: skip
        page = self.client.post(f"/console/teams/{self.team.pk}/outlets/new/", given)
        self.assertContains(page, "whsec_")
        outlet = Outlet.objects.get()
        again = self.client.get(self.at(outlet))
        self.assertNotContains(again, "whsec_")
        self.assertNotContains(again, "/hear")
        self.assertContains(again, "127.0.0.1")
        self.assertContains(self.client.get(f"/console/teams/{self.team.pk}/"), "창고")

    def test_an_address_inside_is_refused_in_words(self):
        given = {"name": "x", "kind": "slack", "hears": ["new"], "language": "ko"}
        for url in ("https://10.0.0.1/x", "http://8.8.8.8/", "ftp://x", "https://[::1]/"):
            page = self.client.post(
                f"/console/teams/{self.team.pk}/outlets/new/", {**given, "url": url}
            )
            self.assertContains(page, "MARU_FETCH_ALLOW", status_code=422)
        self.assertFalse(Webhook.objects.exists())

    def test_the_trial_says_plainly_what_is_wrong(self):
        outlet = self.made()
        self.assertContains(self.client.post(self.at(outlet, "trial/")), "받았습니다")
        self.outside.faults = [(410, "channel_is_archived")]
        page = self.client.post(self.at(outlet, "trial/"))
        self.assertContains(page, "channel_is_archived")
        self.assertContains(page, 'role="alert"')

    def test_the_log_tells_each_try_and_repeats(self):
        outlet = self.made()
        self.ticket.assign(self.jisu, by=self.minho)
        self.outside.faults = [(400, "invalid_payload")]
        self.all_told()
        page = self.client.get(self.at(outlet))
        self.assertContains(page, "invalid_payload")
        call = Call.objects.get()
        self.client.post(self.at(outlet, f"calls/{call.pk}/repetition/"))
        self.all_told()
        self.assertEqual(len(self.outside.heard), 1)

    def test_kept_without_a_new_address_it_stays_where_it_was(self):
        outlet = self.made()
        given = {"name": "#다른", "url": "", "hears": ["solved"], "language": "en"}
        self.assertEqual(self.client.post(self.at(outlet), given).status_code, 302)
        outlet = Outlet.objects.get()
        self.assertEqual((outlet.name, outlet.hears, outlet.tells_words),
                         ("#다른", ["solved"], False))  # fmt: skip
        self.assertEqual(outlet.webhook.url, self.outside.slack)

    def test_off_on_new_secret_and_removed(self):
        outlet = self.made("plain")
        self.client.post(self.at(outlet, "silence/"))
        self.assertFalse(Webhook.objects.get().is_on)
        self.client.post(self.at(outlet, "silence/"), {"undo": "1"})
        self.assertTrue(Webhook.objects.get().is_on)
        self.assertContains(self.client.post(self.at(outlet, "secret/")), "whsec_")
        self.client.delete(self.at(outlet))
        self.assertEqual((Outlet.objects.count(), Webhook.objects.count()), (0, 0))


class ApiTests(OutletTestCase):
    def setUp(self):
        super().setUp()
        token = ApiToken.issue(self.lead, ["staff:read", "staff:write"])
        self.asked = {"headers": {"Authorization": f"Bearer {token}"}}
        self.json = {**self.asked, "content_type": "application/json"}

    def test_its_whole_life(self):
        given = {"team": self.team.pk, "name": "ERP", "kind": "plain", "url": self.outside.plain,
                 "hears": ["assigned"]}  # fmt: skip
        made = self.client.post("/api/v1/outlets", given, **self.json)
        self.assertEqual(made.status_code, 201, made.content)
        self.outside.secret = made.json()["secret"]
        at = f"/api/v1/outlets/{made.json()['id']}"
        self.assertNotIn("secret", self.client.get(at, **self.asked).json())
        self.assertEqual(self.client.get(f"{at}/trial", **self.asked).json()["works"], True)
        self.ticket.assign(self.jisu, by=self.minho)
        self.all_told()
        calls = self.client.get(f"{at}/calls", **self.asked).json()["items"]
        self.assertEqual([(c["happening"], c["state"]) for c in calls],
                         [("ticket.assigned", "told"), ("trial", "told")])  # fmt: skip
        again = self.client.post(f"{at}/calls/{calls[0]['id']}/repetition", **self.json)
        self.assertEqual(again.json()["state"], "waiting")
        off = self.client.patch(at, {"is_on": False, "hears": ["new"]}, **self.json).json()
        self.assertEqual((off["is_on"], off["hears"]), (False, ["new"]))
        new = self.client.post(f"{at}/secret", **self.json).json()["secret"]
        self.assertNotEqual(new, made.json()["secret"])
        self.assertEqual(self.client.delete(at, **self.asked).status_code, 204)
        self.assertEqual(self.client.get("/api/v1/outlets", **self.asked).json()["items"], [])

    def test_who_forms_no_teams_finds_none(self):
        outlet = self.made()
        token = ApiToken.issue(self.jisu, ["staff:read", "staff:write"])
        asked = {"headers": {"Authorization": f"Bearer {token}"}}
        self.assertEqual(self.client.get("/api/v1/outlets", **asked).json()["items"], [])
        self.assertEqual(self.client.get(f"/api/v1/outlets/{outlet.pk}", **asked).status_code, 404)
