"""The nightly backup: asked for once a night, made apart, verified, counted, told (D14)."""

import tempfile
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from unittest import mock

import time_machine
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from maru.kit.backup.places import backups_in
from maru.kit.backup.restoring import verify
from maru.kit.blobs import store
from maru.kit.checks import Level
from maru.project.tests.test_backup import BackupTestCase
from maru.records.channels.models import Envelope
from maru.staff.backups import alarms, nightly
from maru.staff.backups.backup import BackupState, Trouble
from maru.staff.backups.checks import backups
from maru.staff.backups.making import carry_out
from maru.staff.backups.models import Backup
from maru.staff.backups.restored import forget_begun
from maru.staff.journal.models import Event
from maru.surfaces.api.tests.cast import ApiTestCase

# 03:30 in Seoul.
NIGHT = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)


class MakingTests(BackupTestCase):
    def setUp(self):
        super().setUp()
        self.root = self.folder / "nightly"
        self.enterContext(
            override_settings(
                BACKUP_DIR=str(self.root), BACKUP_HOUR=3, BACKUP_KEEP=2, BACKUP_KEEP_WEEKS=0
            )
        )
        # The child would look into another database than the test's.
        self.enterContext(mock.patch.object(nightly, "_make_apart", carry_out))

    def test_it_is_made_once_a_night_and_verified(self):
        with time_machine.travel(NIGHT, tick=False):
            self.assertEqual(nightly.make_waiting(), 1)
            self.assertEqual(nightly.make_waiting(), 0)
        made = Backup.objects.get()
        self.assertEqual((made.state, made.night), (BackupState.WHOLE, date(2026, 11, 26)))
        self.assertEqual([Path(made.place)], backups_in(self.root))
        self.assertGreater(made.rows, 10)
        self.assertGreater(made.size, 1_000)
        self.assertEqual(Event.of(made).last().verb, "backup.made")

    def test_before_its_hour_it_is_still_yesterday_s(self):
        two_o_clock = NIGHT - timedelta(minutes=90)
        self.assertEqual(nightly.tonight(two_o_clock), date(2026, 11, 25))
        self.assertEqual(nightly.tonight(NIGHT), date(2026, 11, 26))

    def test_switched_off_none_is_made(self):
        for off in ({"BACKUP_HOUR": None}, {"BACKUP_DIR": ""}):
            with override_settings(**off), time_machine.travel(NIGHT, tick=False):
                self.assertEqual(nightly.make_waiting(), 0)

    def test_the_oldest_make_room_and_the_list_says_so(self):
        for night in range(3):
            with time_machine.travel(NIGHT + timedelta(days=night), tick=False):
                nightly.make_waiting()
        self.assertEqual(len(backups_in(self.root)), 2)
        removed = Backup.objects.exclude(removed_at=None)
        self.assertEqual([b.night for b in removed], [date(2026, 11, 26)])

    def test_who_asks_twice_gets_one(self):
        self.assertEqual(Backup.ask(by=self.sora), Backup.ask(by=self.sora))
        with override_settings(BACKUP_HOUR=None):
            nightly.make_waiting()
        self.assertEqual(Backup.objects.get().asked_by, self.sora)

    def test_a_failure_has_a_reason_and_raises_the_alarm(self):
        Backup.ask(by=self.sora)
        full = OSError(28, "No space left on device")
        with mock.patch("os.sync", side_effect=full), override_settings(BACKUP_HOUR=None):
            nightly.make_waiting()
        failed = Backup.objects.get()
        self.assertEqual((failed.state, failed.trouble), (BackupState.FAILED, Trouble.DISK))
        self.assertEqual(alarms.failed(), {"n": 1})

    def test_a_missing_file_makes_it_flawed_and_nothing_is_removed(self):
        blobs = self.enterContext(tempfile.TemporaryDirectory())
        with override_settings(BLOBS=Path(blobs), BACKUP_HOUR=None, BACKUP_KEEP=1):
            Backup.ask(by=self.sora)
            nightly.make_waiting()
        flawed = Backup.objects.get()
        self.assertEqual(flawed.state, BackupState.FLAWED)
        self.assertEqual(flawed.faults, Envelope.objects.values("sha256").distinct().count())
        self.assertTrue(store().has(Envelope.objects.first().sha256))

    def test_a_file_that_went_bad_in_the_folder_is_copied_anew(self):
        with override_settings(BACKUP_HOUR=None):
            Backup.ask(by=self.sora)
            nightly.make_waiting()
            name = Envelope.objects.latest("id").sha256
            there = self.root / "blobs" / name[:2] / name
            there.write_bytes(b"rotten")
            Backup.ask(by=self.sora)
            nightly.make_waiting()
        second = Backup.objects.latest("id")
        self.assertEqual((second.state, second.mended, second.faults), (BackupState.WHOLE, 1, 0))
        self.assertEqual(there.read_bytes(), store().read(name))
        self.assertEqual([verify(each).differences for each in backups_in(self.root)], [[], []])

    def test_a_worker_that_died_is_followed_by_another_three_times_at_most(self):
        Backup.ask(by=self.sora)
        with (
            override_settings(BACKUP_HOUR=None),
            mock.patch.object(nightly, "_make_apart"),  # it ends and says nothing
        ):
            for hour in range(7):
                with time_machine.travel(NIGHT + timedelta(hours=hour), tick=False):
                    Backup.objects.filter(state="waiting").update(due_at=timezone.now())
                    nightly.make_waiting()
        died = Backup.objects.get()
        self.assertEqual((died.state, died.trouble), (BackupState.FAILED, Trouble.ENDED))

    def test_an_old_one_raises_the_alarm(self):
        with time_machine.travel(NIGHT, tick=False):
            nightly.make_waiting()
            self.assertIsNone(alarms.old())
        with time_machine.travel(NIGHT + timedelta(hours=30), tick=False):
            self.assertEqual(alarms.old(), {"hours": 30})

    def test_the_command_is_in_the_list_too(self):
        call_command("backup", str(self.root), "--verify", stdout=StringIO())
        made = Backup.objects.get()
        self.assertEqual((made.state, made.night, made.asked_by), (BackupState.WHOLE, None, None))

    def test_what_was_being_made_is_not_found_after_a_restore(self):
        Backup.ask(by=self.sora)
        self.assertEqual(forget_begun(timezone.now()), 1)

    def test_check_speaks_of_it(self):
        levels = {finding.level for finding in backups()}
        self.assertLessEqual(levels, {Level.WARNING})  # perhaps the same disk
        with override_settings(BACKUP_DIR=""):
            self.assertEqual([finding.level for finding in backups()], [Level.WARNING])


class ApiTests(ApiTestCase):
    def test_an_administrator_asks_and_reads(self):
        soras = self.api(self.sora)
        self.assertEqual(soras.post("/backups").status_code, 422)
        with override_settings(BACKUP_DIR="/backup"):
            asked = soras.post("/backups")
        self.assertEqual((asked.status_code, asked.json()["state"]), (202, "waiting"))
        self.assertEqual(soras.get("/backups").json()["items"], [asked.json()])
        self.assertEqual(soras.get(f"/backups/{asked.json()['id']}").json(), asked.json())

    def test_others_find_nothing(self):
        backup = Backup.objects.create()
        jisus = self.api(self.jisu)
        self.assertEqual(jisus.get("/backups").status_code, 403)
        self.assertEqual(jisus.post("/backups").status_code, 403)
        self.assertEqual(jisus.get(f"/backups/{backup.pk}").status_code, 404)


class PageTests(ApiTestCase):
    def setUp(self):
        self.client.force_login(self.sora)

    def test_without_a_folder_it_says_what_to_do(self):
        self.assertContains(self.client.get("/console/backups/"), "MARU_BACKUP_DIR")

    def test_one_is_asked_for_and_the_list_follows_it(self):
        with override_settings(BACKUP_DIR="/nowhere/backup"):
            page = self.client.post("/console/backups/", follow=True)
        self.assertContains(page, 'hx-get="/console/backups/rows/"')
        self.assertEqual(Backup.objects.get().asked_by, self.sora)
        Backup.objects.update(state="whole", place="/b/1", ended_at=timezone.now())
        self.assertNotContains(self.client.get("/console/backups/rows/"), "hx-get")
        self.assertContains(self.client.get("/console/backups/"), "bin/maru restore /b/1")

    def test_for_agents_the_page_does_not_exist(self):
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get("/console/backups/").status_code, 404)
