"""A backup of a running Maru, brought back and compared (D14)."""

import gzip
import os
import stat
import tarfile
import tempfile
import threading
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from django.utils.translation import override

from maru.extensions.email.models import Relay
from maru.kit.backup.comparing import Difference
from maru.kit.backup.making import Made, make
from maru.kit.backup.manifest import NotABackup
from maru.kit.backup.places import Busy, File, Folder, backups_in
from maru.kit.backup.restoring import is_empty, restore, verify
from maru.kit.backup.rows import clear
from maru.kit.backup.schema import schema_of
from maru.kit.blobs import Store, consistency, store
from maru.kit.database.elsewhere import snapshot
from maru.kit.secrets import seal
from maru.project import unfinished
from maru.project.command.refusal import Refusal
from maru.project.migrating import demand_up_to_date
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.records.channels.restored import doubt_unsent
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail


class BackupTestCase(LiveSupportTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Django would have these exist beforehand; they are opened when they are needed.
        cls.addClassCleanup(setattr, cls, "databases", cls.databases)
        cls.databases = frozenset({"default", "snapshot", "copy"})
        cls.others = Store(Path(cls.enterClassContext(tempfile.TemporaryDirectory())))

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.mail_in(mail(Subject="비빔밥 그릇", text="그릇이 깨졌어요"))

    def back_up(self, name="all") -> Made:
        place = File if name.endswith(".tar") else Folder
        return make(place(self.folder / name), settings_kept={})

    def lose_everything(self) -> Store:
        with connection.constraint_checks_disabled(), transaction.atomic():
            clear(schema_of("default").tables, "default")
        self.assertTrue(is_empty())
        return self.others


class RoundTripTests(BackupTestCase):
    def test_a_folder_and_a_file_bring_back_every_row_and_every_file(self):
        tickets, names = Ticket.objects.count(), set(store().names())
        for name in ("all", "all.tar"):
            made = self.back_up(name)
            self.assertTrue(made.is_whole)
            blobs = self.lose_everything()
            self.assertEqual(restore(made.path, blobs).differences, [])
            self.assertEqual(Ticket.objects.count(), tickets)
            needed = set(Envelope.objects.values_list("sha256", flat=True))
            self.assertLessEqual(needed, set(blobs.names()) & names)

    def test_verifying_restores_to_another_database_and_finds_no_difference(self):
        for name in ("all", "all.tar"):
            self.assertEqual(verify(self.back_up(name).path).differences, [])

    def test_every_table_is_in_the_backup(self):
        tables = {model._meta.db_table for model in schema_of("default").tables}
        there = set(connection.introspection.table_names())
        # The index of SQLite follows its table by itself, and has no rows of its own.
        own = {name for name in there if name.startswith("search_index")}
        self.assertEqual(there - tables - own, {"django_migrations"})

    def test_only_the_owner_reads_it(self):
        self.back_up("all")
        made = self.back_up("all.tar")
        for path in [made.path, *(self.folder / "all").rglob("*")]:
            self.assertEqual(stat.S_IMODE(path.stat().st_mode) & 0o077, 0, path)

    def test_a_number_that_was_given_is_never_given_again(self):
        last = Ticket.objects.create(
            subject="x", brand=self.onnuri, requester=self.kim, team=self.team
        )
        number = last.pk
        last.delete()
        made = self.back_up()
        restore(made.path, self.lose_everything())
        new = Ticket.objects.create(
            subject="y", brand=self.onnuri, requester=self.kim, team=self.team
        )
        self.assertEqual(new.pk, number + 1)

    def test_stored_passwords_open_with_the_key_of_the_backup(self):
        relay = Relay.objects.create(
            brand=self.onnuri, host="relay.example", sealed_password=seal("비밀 번호")
        )
        made = self.back_up("all.tar")
        self.lose_everything()
        with (
            tempfile.TemporaryDirectory() as home,
            override_settings(HOME=Path(home), SECRET_KEY="another", BLOBS=Path(home) / "blobs"),
        ):
            call_command("restore", str(made.path), stdout=StringIO())
            self.assertEqual(Relay.objects.get(pk=relay.pk).password, "비밀 번호")
            key = Path(home, "secret.key")
            self.assertEqual(stat.S_IMODE(key.stat().st_mode), 0o600)
            self.assertNotEqual(key.read_text(), "another")


class WhileItRunsTests(BackupTestCase):
    def test_what_is_written_meanwhile_waits_for_nobody_and_is_not_in_it(self):
        before = Message.objects.count()
        with snapshot() as alias:
            writer = threading.Thread(target=self.write_from_outside)
            writer.start()
            writer.join(60)
            self.assertFalse(writer.is_alive())
            self.assertEqual(Message.objects.using(alias).count(), before)
        self.assertEqual(Message.objects.count(), before + 1)

    def write_from_outside(self):
        try:
            self.mail_in(mail(Subject="늦게 온 편지", text="나중에"))
        finally:
            connection.close()

    def test_no_file_is_removed_while_it_is_copied(self):
        orphan = store().put(b"nobody's")
        os.utime(store().path(orphan), (0, 0))
        with store().kept():
            consistency.remove_orphans()
            self.assertTrue(store().has(orphan))
        consistency.remove_orphans()
        self.assertFalse(store().has(orphan))

    def test_a_backup_keeps_the_files_while_it_copies_them(self):
        orphan = store().put(b"nobody's any more")
        os.utime(store().path(orphan), (0, 0))

        class Copying(Folder):
            def add_blobs(self, blobs, names):
                consistency.remove_orphans()
                self.was_kept = blobs.has(orphan)
                return super().add_blobs(blobs, names)

        place = Copying(self.folder / "all")
        make(place, settings_kept={})
        self.assertTrue(place.was_kept)

    def test_two_at_once_do_not_share_a_place(self):
        with Folder(self.folder / "all").writing(), self.assertRaises(Busy):
            self.back_up()

    def test_a_full_disk_leaves_no_half_backup(self):
        full = OSError(28, "No space left on device")
        with mock.patch("os.sync", side_effect=full), self.assertRaises(OSError):
            self.back_up()
        self.assertEqual(backups_in(self.folder / "all"), [])
        self.assertTrue(self.back_up().is_whole)


class NightlyTests(BackupTestCase):
    def test_only_new_files_are_copied(self):
        self.back_up()
        copied = {p: p.stat().st_mtime_ns for p in (self.folder / "all/blobs").glob("??/*")}
        self.mail_in(mail(Subject="새 편지", text="새로 왔어요"))
        self.back_up()
        now = {p: p.stat().st_mtime_ns for p in (self.folder / "all/blobs").glob("??/*")}
        self.assertEqual({p: now[p] for p in copied}, copied)
        self.assertGreater(len(now), len(copied))

    def test_what_is_kept_stays_whole_when_the_old_ones_go(self):
        self.back_up()
        gone = Envelope.objects.latest("id").sha256
        Message.objects.filter(envelope__sha256=gone).update(envelope=None)
        Envelope.objects.filter(sha256=gone).delete()
        self.back_up()
        place = Folder(self.folder / "all")
        self.assertEqual(len(place.forget(keep=1)), 1)
        (kept,) = backups_in(place.root)
        self.assertEqual(verify(kept).differences, [])
        self.assertFalse((place.root / "blobs" / gone[:2] / gone).exists())


class DamageTests(BackupTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Files of its own, to break.
        blobs = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.enterClassContext(override_settings(BLOBS=blobs))

    def setUp(self):
        super().setUp()
        text = f"이 편지는 {self.id()}의 것"
        self.mail_in(mail(Subject="망가질 편지", text=text))

    def test_a_file_that_is_gone_is_named_and_the_rest_is_backed_up(self):
        name = Envelope.objects.latest("id").sha256
        store().path(name).unlink()
        made = self.back_up()
        self.assertEqual(made.manifest.missing, [name])
        self.assertEqual(verify(made.path).differences, [])

    def test_a_file_that_rotted_here_is_named(self):
        name = Envelope.objects.latest("id").sha256
        store().path(name).write_bytes(b"rotten")
        for place in ("all", "all.tar"):
            made = self.back_up(place)
            self.assertEqual(made.damaged, [name])
        self.assertIn(Difference("damaged", name), verify(made.path).differences)
        self.assertIn(Difference("missing", name), verify(self.folder / "all").differences)

    def test_a_file_that_rotted_in_the_backup_is_named(self):
        made = self.back_up()
        name = Envelope.objects.latest("id").sha256
        (self.folder / "all/blobs" / name[:2] / name).write_bytes(b"rotten")
        self.assertIn(Difference("damaged", name), verify(made.path).differences)
        blobs = self.lose_everything()
        self.assertIn(Difference("damaged", name), restore(made.path, blobs).differences)
        self.assertFalse(blobs.has(name))

    def test_a_row_that_was_changed_in_the_backup_is_told(self):
        made = self.back_up()
        rows = made.path / "rows" / "tickets_ticket.jsonl.gz"
        text = gzip.decompress(rows.read_bytes()).replace("뚜껑".encode(), "그릇".encode())
        rows.write_bytes(gzip.compress(text))
        (found,) = verify(made.path).differences
        self.assertEqual(found.kind, "unlike")
        self.assertIn("tickets_ticket", found.name)

    def test_what_is_no_backup_or_cut_off_is_refused(self):
        made = self.back_up("all.tar")
        whole = made.path.read_bytes()
        half = self.folder / "half.tar"
        for bytes_ in (whole[: len(whole) // 2], whole[:3000], b"", b"hello" * 1000):
            half.write_bytes(bytes_)
            try:
                differences = verify(half).differences
            except NotABackup:
                continue
            self.assertIn("missing", {d.kind for d in differences})

    def test_a_tar_cannot_write_outside_its_scratch(self):
        up, absolute, link = map(tarfile.TarInfo, ("../../outside", "/tmp/outside", "rows"))
        link.type, link.linkname = tarfile.SYMTYPE, "/tmp"
        for entry in (up, absolute, link):
            evil = self.folder / "evil.tar"
            with tarfile.open(evil, "w") as tar:
                tar.addfile(entry)
            with self.subTest(entry.name), self.assertRaisesRegex(NotABackup, "does not belong"):
                verify(evil)


class AfterwardsTests(BackupTestCase):
    def test_what_waited_is_unknown_and_not_sent_again_in_silence(self):
        self.ticket.reply(by=self.jisu, text="새 냄비를 보내 드리겠습니다.")
        waiting = Delivery.objects.get(state=DeliveryState.QUEUED)
        made = self.back_up()
        self.assertGreater(send_waiting(), 0)  # it went out after the backup
        restore(made.path, self.lose_everything())
        self.assertEqual(Delivery.objects.get(pk=waiting.pk).state, DeliveryState.QUEUED)
        self.assertEqual(doubt_unsent(datetime.now(UTC)), 1)
        again = Delivery.objects.get(pk=waiting.pk)
        self.assertEqual(again.state, DeliveryState.UNKNOWN)
        self.assertIn("restored", again.error)
        self.assertEqual(Event.of(again).last().verb, "delivery.unknown")
        self.assertEqual(send_waiting(), 0)

    def test_what_was_being_sent_is_unknown(self):
        self.ticket.reply(by=self.jisu, text="확인했습니다.")
        Delivery.objects.update(state=DeliveryState.SENDING)
        made = self.back_up("all.tar")
        self.lose_everything()
        self.restore_by_command(made.path)
        self.assertEqual(Delivery.objects.get().state, DeliveryState.UNKNOWN)

    def test_mail_that_was_not_opened_yet_is_opened_after(self):
        from maru.records.channels.acceptance import Letter, accept

        accept([Letter(mail(Subject="아직", text="읽지 않음"), (self.mailbox.pk,), {})])
        made = self.back_up()
        messages = Message.objects.count()
        restore(made.path, self.lose_everything())
        self.assertEqual(Envelope.objects.filter(state=EnvelopeState.RECEIVED).count(), 1)
        open_waiting()
        self.assertEqual(Message.objects.count(), messages + 1)

    def restore_by_command(self, path, *more):
        out = StringIO()
        try:
            call_command("restore", str(path), *more, stdout=out)
        except SystemExit:
            self.fail(out.getvalue())
        return out.getvalue()

    def test_only_an_empty_installation_is_filled(self):
        made = self.back_up()
        with self.assertRaises(Refusal):
            self.restore_by_command(made.path)
        self.ticket.solve(by=self.jisu)
        self.restore_by_command(made.path, "--force")
        self.assertNotEqual(Ticket.objects.get(pk=self.ticket.pk).status, "solved")

    def test_nothing_starts_on_a_restore_that_was_broken_off(self):
        made = self.back_up()
        with (
            mock.patch(
                "maru.project.management.commands.restore.settle_all", side_effect=KeyboardInterrupt
            ),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.restore_by_command(made.path, "--force")
        with self.assertRaises(Refusal):
            demand_up_to_date()
        for process in (["web"], ["worker"], ["live"], ["single"], ["mail"], ["mail", "pipe"]):
            with self.subTest(process), self.assertRaises(Refusal):
                call_command(*process)
        self.restore_by_command(made.path)  # needs no --force now
        self.assertFalse(unfinished.mark().exists())
        demand_up_to_date()


class CommandTests(BackupTestCase):
    def test_it_says_what_it_holds_and_that_it_is_secret(self):
        out = StringIO()
        with override("en"):
            call_command("backup", str(self.folder / "a.tar"), "--verify", stdout=out)
        self.assertIn("secret", out.getvalue())
        self.assertIn("no difference", out.getvalue())
        self.assertNotIn(settings.SECRET_KEY, out.getvalue())

    def test_a_file_that_went_bad_in_the_folder_is_named_and_copied_anew(self):
        self.back_up()
        name = Envelope.objects.latest("id").sha256
        (self.folder / "all/blobs" / name[:2] / name).write_bytes(b"rotten")
        out = StringIO()
        call_command("backup", str(self.folder / "all"), "--verify", stdout=out)
        self.assertIn(name, out.getvalue())
        self.assertEqual(verify(self.folder / "all").differences, [])

    def test_a_file_that_is_there_is_not_overwritten(self):
        (self.folder / "a.tar").write_bytes(b"mine")
        with self.assertRaises(Refusal):
            call_command("backup", str(self.folder / "a.tar"))
        self.assertEqual((self.folder / "a.tar").read_bytes(), b"mine")
