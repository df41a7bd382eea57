"""Old backups make room by the stated rule, and the last verified one never goes (D14)."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.test import TestCase, override_settings

from maru.kit.backup.manifest import NAME
from maru.kit.backup.places import Folder, backups_in
from maru.project.upgrading.carrying_out import _make_room
from maru.project.upgrading.mark import Mark
from maru.staff.backups.backup import BackupState
from maru.staff.backups.models import Backup
from maru.staff.backups.thinning import thin

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)


class ThinningTests(TestCase):
    def setUp(self):
        self.home = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder = Folder(self.home / "backups")
        (self.folder.root / "blobs").mkdir(parents=True)

    def lay(self, days_before: int, state: str = BackupState.WHOLE) -> Backup:
        """Lay a backup there that was made so long before MONDAY."""
        at = MONDAY - timedelta(days=days_before)
        path = self.folder.root / f"{at:%Y-%m-%dT%H%M%SZ}"
        path.mkdir()
        (path / NAME).write_text("{}")
        (path / "blobs.txt").write_text("")
        return Backup.objects.create(place=str(path), state=state, started_at=at)

    def left(self) -> list[int]:
        """Return how many days before MONDAY those were made that are there, youngest first."""
        made = [datetime.fromisoformat(path.name[:10]) for path in backups_in(self.folder.root)]
        return [(MONDAY.replace(tzinfo=None) - at).days for at in reversed(made)]

    def test_the_newest_and_one_of_each_week_before_stay(self):
        for day in range(40):
            self.lay(day)
        removed = thin(self.folder, keep=3, weeks=2)
        # Monday, Sunday, Saturday; then Friday of that week, and the Sunday before it.
        self.assertEqual(self.left(), [0, 1, 2, 3, 8])
        self.assertEqual(len(removed), 35)
        self.assertEqual(Backup.objects.filter(removed_at=None).count(), 5)

    def test_without_weeks_the_newest_alone_stay_and_with_0_all(self):
        for day in range(5):
            self.lay(day)
        self.assertEqual(thin(self.folder, keep=0, weeks=2), [])
        thin(self.folder, keep=2)
        self.assertEqual(self.left(), [0, 1])

    def test_the_last_verified_one_outlives_younger_ones_that_are_not(self):
        for day in (20, 21):
            self.lay(day)
        for day in range(3):
            self.lay(day, BackupState.FLAWED)
        thin(self.folder, keep=2)
        self.assertEqual(self.left(), [0, 1, 20])

    def upgraded(self, state: str) -> None:
        """Lay three backups, and end an upgrade whose own, in this state, is the youngest."""
        self.lay(2)
        self.lay(1)
        own = self.lay(0, state)
        with override_settings(HOME=self.home, BACKUP_DIR="", BACKUP_KEEP=1, BACKUP_KEEP_WEEKS=0):
            _make_room(Mark(own.place, MONDAY.isoformat(), "", [], []))

    def test_an_upgrade_makes_room_beside_its_own(self):
        self.upgraded(BackupState.WHOLE)
        self.assertEqual(self.left(), [0])

    def test_one_whose_own_is_not_whole_removes_none(self):
        self.upgraded(BackupState.FLAWED)
        self.assertEqual(self.left(), [0, 1, 2])
