"""Each condition broken and awaited by a moved clock (D18)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from unittest import mock

import time_machine
from django.conf import settings
from django.test import override_settings
from django.utils import timezone

from maru.extensions.email.models import Hook, Mailbox
from maru.extensions.email.tests.sink import Sink, sink
from maru.extensions.outlets.models import Outlet
from maru.extensions.webform.models import Submission
from maru.extensions.webform.tests.cast import made_form
from maru.extensions.webhooks.models import Endpoint
from maru.kit.jobs import lateness, sweeps
from maru.kit.webhooks.models import Webhook
from maru.project import health
from maru.project.front.watchman import Watchman
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.unconfirmed import keep
from maru.records.viruses.models import Scan
from maru.staff.alarms.alarm import AlarmState
from maru.staff.alarms.conditions import conditions
from maru.staff.alarms.models import Alarm
from maru.staff.alarms.watching import watch
from maru.staff.backups.models import Backup
from maru.staff.journal.models import Event
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.autoanswers.auto_answer import Why
from maru.support.autoanswers.brake import What, take_turn
from maru.support.autoanswers.models import AutoAnswer
from maru.support.automation.models import Halt, Rule, Stir
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.api.tests.cast import Caller


@contextmanager
def mailed() -> Iterator[Sink]:
    """Have alarms mailed to a relay of the test."""
    with sink() as relay:
        server = f"smtp://127.0.0.1:{relay.port}"
        with override_settings(ALARM_MAIL=["ops@example.com"], ALARM_SMTP=server):
            yield relay


class AlarmTestCase(SupportTestCase):
    def setUp(self) -> None:
        health.beat("worker")
        self.addCleanup((settings.HOME / "alive" / "worker").unlink, missing_ok=True)

    def after(self, **time: int) -> set[str]:
        """Look again so much later; return the open alarms."""
        with time_machine.travel(timezone.now() + timedelta(**time), tick=False):
            health.beat("worker")
            watch()
        return set(Alarm.objects.open().values_list("name", flat=True))

    def brake(self) -> None:
        """Have one mail answered by itself, and the next one not."""
        said = [self.ticket.note(by=self.jisu, text=word) for word in "ab"]
        self.assertEqual(take_turn("kim@example.com", What.ANSWER, timezone.now()), "")
        AutoAnswer.objects.create(
            message=said[1], occasion="received", state="withheld", why=Why.BRAKE
        )

    def envelopes(self, n: int, state: str) -> None:
        Envelope.objects.bulk_create(
            Envelope(channel=self.mailbox, sha256=f"{i:064x}", size=1, state=state)
            for i in range(n)
        )


class WatchingTests(AlarmTestCase):
    def test_all_is_well_at_first(self) -> None:
        self.assertLessEqual(self.after(minutes=0), {"disk"})

    def test_mail_that_does_not_go_out(self) -> None:
        self.ticket.reply(by=self.jisu, text="곧 보내 드리겠습니다.")
        self.assertNotIn("outbox", self.after(minutes=3))
        self.assertIn("outbox", self.after(minutes=5))

    def test_mail_that_may_still_be_undone_is_no_alarm(self) -> None:
        self.ticket.reply(by=self.jisu, text="내일 보냅니다.", wait=timedelta(days=1))
        self.assertNotIn("outbox", self.after(minutes=10))

    def test_mail_that_is_not_opened(self) -> None:
        self.envelopes(1, EnvelopeState.RECEIVED)
        self.assertIn("intake", self.after(minutes=5))

    def test_a_quarantine_that_nobody_looks_after(self) -> None:
        self.envelopes(19, EnvelopeState.QUARANTINED)
        self.assertNotIn("quarantine", self.after(minutes=1))
        Envelope.objects.all().delete()
        self.envelopes(20, EnvelopeState.QUARANTINED)
        self.assertIn("quarantine", self.after(minutes=1))

    def test_a_mailbox_that_is_not_read(self) -> None:
        Mailbox.objects.create(
            channel=self.mailbox, host="imap.example", user="support@onnuri.example",
            succeeded_at=timezone.now(), folders=["INBOX"],
        )  # fmt: skip
        self.assertNotIn("mailbox", self.after(minutes=3))
        self.assertIn("mailbox", self.after(minutes=6))

    def test_a_webhook_that_refuses_mail_and_is_well_again(self) -> None:
        hook = Hook.objects.create(channel=self.mailbox, token_hash="t", sealed_token="")
        self.assertNotIn("hook", self.after(minutes=1))
        hook.note_trouble("forged")
        self.assertIn("hook", self.after(minutes=2))
        self.assertIn(self.mailbox.address, Alarm.objects.get(name="hook").sentence)
        hook.note_mail()
        self.assertNotIn("hook", self.after(minutes=8))

    def test_automatic_answers_that_are_braked(self) -> None:
        self.brake()
        self.assertNotIn("auto_answers", self.after(minutes=1))
        with override_settings(AUTO_ANSWERS_AN_HOUR=1):
            self.assertIn("auto_answers", self.after(minutes=2))
            self.assertNotIn("auto_answers", self.after(minutes=62))
        with override_settings(AUTO_ANSWERS_AN_HOUR=0):  # somebody wants none
            self.assertNotIn("auto_answers", self.after(minutes=3))

    def test_an_alarm_is_one_row_and_over_only_after_five_calm_minutes(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        for minute in range(3):
            self.after(minutes=minute)
        alarm = Alarm.objects.get(name="quarantine")
        Envelope.objects.all().delete()
        self.assertIn("quarantine", self.after(minutes=6))
        self.assertNotIn("quarantine", self.after(minutes=8))
        verbs = list(Event.of(alarm).values_list("verb", flat=True))
        self.assertEqual(verbs, ["alarm.raised", "alarm.cleared"])

    def test_health_names_it(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        self.after(minutes=1)
        with mock.patch("maru.project.health.close_old_connections"):  # the test's own
            self.assertIn("quarantine", health.report()["database"]["alarms"])

    def test_every_sentence_fits_its_figures(self) -> None:
        facts = {"n": 3, "minutes": 7, "hours": 27, "who": "a@example.com", "gb": 1.5}
        for each in conditions.values():
            self.assertTrue(each.sentence(facts))

    def test_it_is_mailed_past_the_outbox_and_once(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        with mailed() as relay:
            self.after(minutes=1)
            self.after(minutes=2)
        told = Alarm.objects.filter(state=AlarmState.TOLD).count()
        self.assertEqual(len(relay.mails), told)
        self.assertEqual(Delivery.objects.count(), 0)
        self.assertEqual(Alarm.objects.get(name="quarantine").state, AlarmState.TOLD)

    def test_a_mail_server_that_is_away_is_asked_again(self) -> None:
        self.envelopes(20, EnvelopeState.QUARANTINED)
        with override_settings(ALARM_MAIL=["o@example.com"], ALARM_SMTP="smtp://127.0.0.1:9"):
            self.after(minutes=1)
        self.assertEqual(Alarm.objects.get(name="quarantine").state, AlarmState.RAISED)
        self.assertTrue(settings.PUBLIC_URL)


class BreakEachTests(AlarmTestCase):
    """D18: break each, wait; within five minutes it is on the pages, on /health and mailed."""

    def break_all(self) -> None:
        self.ticket.reply(by=self.jisu, text="곧 보내 드리겠습니다.")
        self.envelopes(1, EnvelopeState.RECEIVED)
        Envelope.objects.bulk_create(
            Envelope(channel=self.mailbox, sha256=f"{i:064x}", size=1, state="quarantined")
            for i in range(100, 120)
        )
        Mailbox.objects.create(
            channel=self.mailbox, host="imap.example", user="support@onnuri.example",
            succeeded_at=timezone.now(), folders=["INBOX"], interval=0,
        )  # fmt: skip
        web_form = made_form(self.onnuri, "form")
        Submission.objects.create(
            envelope=keep("f" * 64, 1, web_form.channel, {}), web_form=web_form, stamp="s",
            address="x@example.com", language="ko", expires_at=timezone.now() + timedelta(days=7),
        )  # fmt: skip
        long_ago = timezone.now() - timedelta(hours=30)
        Backup.objects.create(state="failed", asked_at=long_ago, ended_at=long_ago)
        Scan.objects.create(sha256="e" * 64)
        Hook.objects.create(channel=self.mailbox, token_hash="t", sealed_token="", trouble="forged")
        off = Webhook.objects.create(form="slack", is_on=False, switched_off_at=timezone.now())
        Outlet.objects.create(team=self.team, name="#returns", webhook=off)
        off = Webhook.objects.create(form="plain", is_on=False, switched_off_at=timezone.now())
        Endpoint.objects.create(name="창고", webhook=off)
        self.brake()
        self.break_rules()
        for each in sweeps():
            lateness.note(each.name)
            self.addCleanup((settings.HOME / "sweeps" / each.name).unlink, missing_ok=True)

    def break_rules(self) -> None:
        rule = Rule.make(by=self.sora, name="규칙", is_broken=True, is_everywhere=True)
        Halt.objects.create(rule=rule, ticket=self.ticket)
        Stir.objects.create(event=Event.of(self.ticket).latest("id"), due_at=None)

    def test_each_is_seen_and_told_within_five_minutes(self) -> None:
        self.break_all()
        (settings.HOME / "alive" / "worker").unlink()
        full = mock.Mock(free=1_000_000_000)
        with (
            mailed() as relay,
            mock.patch("shutil.disk_usage", return_value=full),
            mock.patch("maru.kit.jobs.sweeps.close_old_connections"),  # the test's own
            override_settings(
                BACKUP_DIR="/backup",
                BACKUP_HOUR=3,
                FORM_LINKS_AN_HOUR=0,
                CLAMD="127.0.0.1:1",
                AUTO_ANSWERS_AN_HOUR=1,
            ),
            time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False),
        ):
            for each in list(sweeps())[:3]:  # those go on, the others stand still
                lateness.note(each.name)
            watching = Watchman()  # the web process, as no worker does
            self.assertEqual([watching.look(), watching.look()], [False, True])
            self.client.force_login(self.sora)
            page = self.client.get("/alarms/strip/").content.decode()
            list_of_all = self.client.get("/console/alarms/").content.decode()
        raised = set(Alarm.objects.open().values_list("name", flat=True))
        self.assertEqual(raised, set(conditions))
        self.assertEqual(len(relay.mails), len(conditions))
        self.assertEqual(page.count("hx-post"), 3)
        for alarm in Alarm.objects.all():
            self.assertIn(alarm.name, list_of_all)
            self.assertTrue(alarm.condition.advice, alarm.name)
        with mock.patch("maru.project.health.close_old_connections"):
            self.assertEqual(set(health.report()["database"]["alarms"]), raised)

    def test_while_the_worker_works_the_web_process_leaves_it_alone(self) -> None:
        watching = Watchman()
        self.assertEqual([watching.look(), watching.look()], [False, False])

    def test_one_that_was_only_late_is_no_alarm(self) -> None:
        watching, sign_of_life = Watchman(), settings.HOME / "alive" / "worker"
        sign_of_life.unlink()
        self.assertFalse(watching.look())
        health.beat("worker")
        self.assertFalse(watching.look())
        sign_of_life.unlink()
        self.assertFalse(watching.look())
        self.assertFalse(Alarm.objects.exists())

    def test_a_worker_that_asks_is_there_itself(self) -> None:
        (settings.HOME / "alive" / "worker").unlink()
        self.assertEqual(conditions["worker"].look(), {})
        with mock.patch("maru.project.alarms.is_at_work", return_value=True):
            self.assertIsNone(conditions["worker"].look())

    def test_a_sign_of_life_is_never_found_half_written(self) -> None:
        found = []
        write = Path.write_text

        def slowly(path: Path, text: str) -> int:
            written = write(path, "")  # as the file stands before its words are there
            found.append(health.is_working())
            return written + write(path, text)

        with mock.patch.object(Path, "write_text", slowly):
            health.beat("worker")
        self.assertEqual(found, [True])

    def test_when_nothing_runs_the_worker_is_named_and_not_each_sweep(self) -> None:
        self.break_all()
        self.assertNotIn("sweep", self.after(minutes=30 * 60))

    def test_a_sweep_that_fails_each_time_is_late(self) -> None:
        one = next(iter(sweeps()))
        lateness.note(one.name)
        self.addCleanup((settings.HOME / "sweeps" / one.name).unlink)
        self.assertFalse(lateness.late(one))
        with time_machine.travel(timezone.now() + timedelta(minutes=5), tick=False):
            self.assertEqual(lateness.late(one), one.every < 100)


class StripTests(AlarmTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.alarm = Alarm.objects.create(name="outbox", facts={"n": 10, "minutes": 6})
        self.client.force_login(self.minho)

    def shown(self) -> bool:
        return "10통" in self.client.get("/").content.decode()

    def test_it_stands_on_every_page_of_who_may_mend_it(self) -> None:
        for path in ("/", f"/tickets/{self.ticket.pk}/", "/console/", "/customers/", "/profile/"):
            self.assertContains(self.client.get(path), "/alarms/strip/", msg_prefix=path)
        self.assertTrue(self.shown())
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get("/"), "/alarms/strip/")
        self.assertEqual(self.client.get("/alarms/strip/").status_code, 404)

    def test_what_only_an_administrator_mends_is_not_a_lead_s(self) -> None:
        other = Alarm.objects.create(name="worker")
        path = f"/alarms/{other.pk}/dismissal/"
        self.assertEqual(self.client.post(path).status_code, 404)
        self.assertNotIn("worker", self.client.get("/console/alarms/").content.decode())

    def test_dismissed_it_is_gone_for_this_member_until_it_is_twice_as_bad(self) -> None:
        self.client.post(f"/alarms/{self.alarm.pk}/dismissal/")
        self.client.post(f"/alarms/{self.alarm.pk}/dismissal/")
        self.assertFalse(self.shown())
        self.client.force_login(self.sora)
        self.assertTrue(self.shown())
        self.client.force_login(self.minho)
        Alarm.objects.update(facts={"n": 20, "minutes": 9})
        self.assertContains(self.client.get("/"), "20통")
        Alarm.objects.update(state=AlarmState.CLEARED)
        Alarm.objects.create(name="outbox", facts={"n": 10, "minutes": 5})
        self.assertTrue(self.shown())

    def test_by_api(self) -> None:
        minhos, jisus = (Caller(ApiToken.issue(m, SCOPES)) for m in (self.minho, self.jisu))
        (told,) = minhos.get("/alarms", open=True).json()["items"]
        self.assertIn("10", told["text"])
        self.assertTrue(told["advice"] and told["is_open"])
        self.assertEqual(minhos.get(f"/alarms/{told['id']}").json(), told)
        self.assertEqual(minhos.post(f"/alarms/{told['id']}/dismissal").status_code, 200)
        self.assertFalse(self.shown())
        self.assertEqual(jisus.get("/alarms").json()["items"], [])
        self.assertEqual(jisus.get(f"/alarms/{told['id']}").status_code, 404)
