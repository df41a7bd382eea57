"""`maru upgrade`, and who refuses to start on tables of another version (D15)."""

import json
import os
import socket
import tempfile
import urllib.error
import urllib.request
from io import StringIO
from pathlib import Path
from unittest import mock

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils.translation import override

from maru.kit.database.direct import direct
from maru.kit.database.tables import tables
from maru.kit.database.upkeep import is_current, seen, standing
from maru.project import health
from maru.project.command.refusal import Refusal
from maru.project.front.health import in_words
from maru.project.migrating import demand_up_to_date
from maru.project.processes import presence
from maru.project.processes.come_again import Meanwhile
from maru.project.tests.test_serve import health as serve_health
from maru.project.upgrading.carrying_out import upgrade
from maru.project.upgrading.mark import Mark, remove_mark
from maru.project.upgrading.plan import plan, usual_place
from maru.staff.journal.models import Event
from tools.ports import free_port

LAST = ("webform", "0001_initial")
STRANGE = ("tickets", "9999_from_tomorrow")


class AnotherVersionTestCase(TestCase):
    """Only the list of migrations is changed, not the tables: it is what all of this reads."""

    def forget(self, node=LAST):
        MigrationRecorder.Migration.objects.filter(app=node[0], name=node[1]).delete()

    def add(self, node=STRANGE):
        MigrationRecorder.Migration.objects.create(app=node[0], name=node[1])

    def refusal_of(self, what):
        with self.assertRaises(Refusal) as caught:
            what()
        return str(caught.exception)


class RefusingTests(AnotherVersionTestCase):
    def test_tables_of_this_version_are_used(self):
        self.assertTrue(is_current())
        demand_up_to_date()

    def test_older_tables_are_refused_with_the_command_that_helps(self):
        self.forget()
        for language, word in (("en", "older"), ("ko", "오래된")):
            with override(language):
                sentence = self.refusal_of(demand_up_to_date)
            self.assertIn(word, sentence)
            self.assertIn("bin/maru upgrade", sentence)

    def test_newer_tables_are_refused_with_both_ways_out(self):
        self.add()
        self.assertEqual(standing().unknown, [STRANGE])
        for language, word in (("en", "newer"), ("ko", "새")):
            with override(language):
                sentence = self.refusal_of(demand_up_to_date)
            self.assertIn(word, sentence)
            self.assertIn("tickets.9999_from_tomorrow", sentence)
            self.assertIn("bin/maru restore", sentence)

    def test_no_process_starts_on_either(self):
        for change in (self.forget, self.add):
            change()
            for process in (["web"], ["worker"], ["live"], ["single"], ["mail"], ["mail", "pipe"]):
                with self.subTest(process), self.assertRaises(Refusal):
                    call_command(*process)

    def test_what_takes_one_mail_does_not_wait_for_an_upgrade(self):
        hold = tables()
        self.addCleanup(hold.let_go)
        hold.begin_change()
        with override("en"):
            self.assertIn("under way", self.refusal_of(lambda: call_command("mail", "pipe")))


class HealthTests(AnotherVersionTestCase):
    def test_it_says_when_the_tables_changed_under_a_process(self):
        # It closes the connections of its thread, which are the test's.
        with (
            mock.patch.object(health, "close_old_connections"),
            mock.patch.object(presence, "_began_on", [seen()]),
        ):
            self.assertTrue(health.report()["database"]["up"])
            self.add()
            parts = health.report()
        self.assertFalse(parts["database"]["up"])
        self.assertIn("why", in_words(parts)["database"])


class PlanTests(AnotherVersionTestCase):
    def setUp(self):
        Event.objects.create(verb="ticket.closed", subject_kind="ticket", subject_id=7)

    def test_an_empty_installation_needs_no_backup(self):
        Event.objects.all().delete()
        self.forget()
        self.assertTrue(plan(usual_place()).is_first)
        self.assertIsNone(plan(usual_place()).place)

    def test_with_nothing_to_migrate_it_makes_no_backup(self):
        self.assertFalse(plan(usual_place()).is_needed)
        with mock.patch("maru.project.alone.tables") as asked:
            self.assertFalse(upgrade(usual_place(), print))
        asked.assert_not_called()

    def test_a_dry_run_says_what_and_where_and_changes_nothing(self):
        self.forget()
        out = StringIO()
        with override("en"):
            call_command("upgrade", "--dry-run", stdout=out)
        self.assertIn("webform.0001_initial", out.getvalue())
        self.assertIn(str(usual_place().root), out.getvalue())
        self.assertFalse(usual_place().root.exists())
        self.assertFalse(is_current())

    def test_newer_tables_are_refused(self):
        self.add()
        self.assertIn("tickets.9999", self.refusal_of(lambda: upgrade(None, print)))

    def test_too_little_room_is_said_before_anything_begins(self):
        self.forget()
        with mock.patch("shutil.disk_usage") as usage, override("en"):
            usage.return_value.free = 1_000
            sentence = self.refusal_of(lambda: upgrade(usual_place(), print))
        self.assertIn("--no-backup", sentence)

    def test_a_second_one_says_that_the_first_is_under_way(self):
        self.forget()
        hold = tables()
        self.addCleanup(hold.let_go)
        hold.begin_change()
        with mock.patch("maru.project.alone.MOMENT", 0), override("en"):
            sentence = self.refusal_of(lambda: upgrade(None, print))
        self.assertIn("under way", sentence)

    def test_a_change_that_fails_is_told_with_both_ways_on(self):
        self.forget()
        self.addCleanup(remove_mark)
        mark = Mark("/backup/x", "2026-11-28T00:00:00+00:00", "", [], [LAST])
        mark.write()

        def fails(place, say, *, wait):
            raise DatabaseError("no room")

        with (
            mock.patch("maru.project.management.commands.upgrade.upgrade", fails),
            override("en"),
            self.assertLogs("maru.project.management.commands.upgrade"),
        ):
            sentence = self.refusal_of(lambda: call_command("upgrade"))
        self.assertIn("no room. The same command goes on", sentence)
        self.assertIn("bin/maru restore /backup/x --force", sentence)

    def test_what_does_not_end_is_named_and_nothing_is_changed(self):
        self.forget()
        hold = tables()
        self.addCleanup(hold.let_go)
        hold.share()
        said = []
        with override("en"):
            sentence = self.refusal_of(lambda: upgrade(None, said.append, wait=0))
        self.assertIn("still runs", sentence)
        self.assertIn("Waiting", said[0])
        self.assertFalse(is_current())
        self.assertFalse(hold.is_being_changed())  # so whoever left may come back


class LeavingTests(TestCase):
    def setUp(self):
        self.hold, self.upgrade = tables(), tables()
        self.addCleanup(self.hold.let_go)
        self.addCleanup(self.upgrade.let_go)
        self.hold.share()
        self.enterContext(mock.patch.object(presence, "_began_on", [seen()]))

    def test_a_process_leaves_when_somebody_asks_for_the_tables(self):
        self.assertEqual(presence._reason_to_leave(self.hold), "")
        self.upgrade.begin_change()
        self.assertIn("asks", presence._reason_to_leave(self.hold))

    @pytest.mark.postgres
    def test_a_session_that_was_cut_is_had_again_if_nothing_changed(self):
        for changed, reason in ((False, ""), (True, "changed")):
            with direct() as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND database = (SELECT oid FROM pg_database WHERE datname ="
                    " current_database())"
                )
            with self.assertRaises(psycopg.Error):
                presence._reason_to_leave(self.hold)
            if changed:
                MigrationRecorder.Migration.objects.create(app="tickets", name="9999_new")
            self.assertIn(reason, presence._reason_to_leave(self.hold))
            self.assertTrue(self.hold.is_shared())


class MarkTests(SimpleTestCase):
    A, B, C, D = [("a", f"000{n}") for n in range(4)]

    def setUp(self):
        self.mark = Mark("/backup/x", "2026-11-28T00:00:00+00:00", "", [self.A], [self.B, self.C])

    def is_of(self, *seen, pending):
        return self.mark.is_of(frozenset(seen), list(pending))

    def test_it_is_kept_as_it_was_written(self):
        with (
            tempfile.TemporaryDirectory() as home,
            override_settings(HOME=Path(home)),
        ):
            self.assertIsNone(Mark.read())
            self.mark.write()
            self.assertEqual(Mark.read(), self.mark)
            Path(home, "upgrading").write_text(json.dumps({"backup": 1}))
            self.assertIsNone(Mark.read())

    def test_before_the_first_change_its_backup_may_be_old(self):
        self.assertFalse(self.is_of(self.A, pending=[self.B, self.C]))

    def test_between_two_changes_its_backup_is_the_one_to_go_back_to(self):
        self.assertTrue(self.is_of(self.A, self.B, pending=[self.C]))
        self.assertTrue(self.is_of(self.A, self.B, pending=[self.C, self.D]))  # a newer version's

    def test_after_the_last_change_only_the_end_is_left(self):
        self.assertTrue(self.is_of(self.A, self.B, self.C, pending=[]))
        self.assertFalse(self.is_of(self.A, self.B, self.C, pending=[self.D]))

    def test_a_restore_or_another_version_ends_it(self):
        self.assertFalse(self.is_of(self.B, pending=[self.C]))
        self.assertFalse(self.is_of(self.A, self.D, pending=[self.C]))


class MeanwhileTests(SimpleTestCase):
    def test_a_process_that_waits_tells_mail_servers_and_browsers_to_come_again(self):
        pages, mail = free_port(), free_port()
        with mock.patch.dict(os.environ, {"MARU_SMTP_PORT": str(mail)}):
            meanwhile = Meanwhile(pages=pages, mail=True)
        meanwhile.answer("because")
        try:
            with socket.create_connection(("127.0.0.1", mail), timeout=60) as client:
                self.assertTrue(client.makefile("rb").readline().startswith(b"421 4.3.2"))
            status, body = serve_health(pages)
            self.assertEqual((status, body["parts"]["database"]["why"]), (503, "because"))
            with self.assertRaises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(f"http://127.0.0.1:{pages}/tickets/7/", timeout=60)
            with caught.exception as answer:
                self.assertEqual((answer.code, answer.headers["Retry-After"]), (503, "5"))
                self.assertIn("업그레이드", answer.read().decode())
        finally:
            meanwhile.close()
        socket.create_server(("127.0.0.1", pages)).close()  # free for the process itself
