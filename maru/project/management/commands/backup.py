from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.backup.making import Made, make
from maru.kit.backup.mending import mend
from maru.kit.backup.places import Busy, File, Folder, stamp
from maru.kit.backup.restoring import verify
from maru.kit.backup.schema import Newer
from maru.kit.backup.seam import settings_to_keep
from maru.kit.blobs import store
from maru.kit.database.upkeep import is_current
from maru.project.command.differences import told
from maru.project.command.progress import Progress
from maru.project.command.refusal import Refusal
from maru.project.environment import Environment
from maru.staff.backups.making import write_down
from maru.staff.backups.models import Backup
from maru.staff.backups.thinning import thin


class Command(BaseCommand):
    help = "Back up everything, while Maru runs: rows, files, secret key, settings."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "place",
            nargs="?",
            default="",
            metavar="FILE|DIR",
            help="a folder, where each file is kept once, or a new file that ends in .tar; "
            "without it MARU_BACKUP_DIR, else a file in this folder",
        )
        parser.add_argument(
            "--verify", action="store_true", help="restore it to a temporary place and compare"
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="of a folder: only the newest N"
        )

    def handle(self, *args: Any, place: str, keep: int, **options: Any) -> None:
        to, progress, began = chosen(place), Progress(), timezone.now()
        try:
            made = make(to, settings_kept=settings_to_keep(), tell=progress)
            progress.end()
            self._tell(made)
            is_good = made.is_whole
            if options["verify"]:
                mended, differences = self._verify(to, made.path, progress)
                is_good = is_good and not differences
                if is_current():  # else there may be no table for it yet
                    row = Backup(started_at=began, asked_at=began)
                    write_down(row, made, differences=differences, mended=mended)
            if keep and isinstance(to, Folder) and is_good:
                removed = thin(to, keep=keep) if is_current() else to.forget(keep=keep)
                for name in removed:
                    self.stdout.write(_("Removed: %(name)s") % {"name": name})
        except Busy:
            raise Refusal(_("Another backup is being written there.")) from None
        except Newer as error:
            raise Refusal(newer(error)) from None
        except OSError as error:
            raise Refusal(_("The backup was not made: %(error)s") % {"error": error}) from None
        if not is_good:
            raise SystemExit(1)

    def _tell(self, made: Made) -> None:
        facts = {
            "path": made.path,
            "rows": f"{made.manifest.rows:,}",
            "files": f"{made.manifest.blobs:,}",
            "mb": f"{made.manifest.blob_bytes / 1e6:,.1f}",
        }
        self.stdout.write(_("Backup: %(path)s") % facts)
        self.stdout.write(_("%(rows)s rows, %(files)s files (%(mb)s MB).") % facts)
        for name in made.manifest.missing:
            self.stdout.write("✗ " + _("File %(name)s is missing.") % {"name": name})
        for name in made.damaged:
            self.stdout.write("✗ " + _("File %(name)s is damaged.") % {"name": name})
        self.stdout.write(
            _(
                "It holds customers' mail and the key to stored passwords: "
                "keep it as secret as Maru itself."
            )
        )

    def _verify(self, to: Folder | File, path: Path, progress: Progress) -> tuple[int, int]:
        """Return how many files were mended, and how many differences are left."""
        found = verify(path, tell=progress).differences
        progress.end()
        mended, differences = mend(to, found, store())
        for name in mended:
            words = _("File %(name)s had gone bad in the folder; it was copied anew.")
            self.stdout.write("✓ " + words % {"name": name})
        for sentence in told(differences):
            self.stdout.write(sentence)
        if not differences:
            self.stdout.write(_("Restored to a temporary place and compared: no difference."))
        return len(mended), len(differences)


def chosen(place: str) -> Folder | File:
    """Return where to. Raises Refusal when a file lies there already."""
    place = place or Environment()["MARU_BACKUP_DIR"] or f"maru-{stamp()}.tar"
    path = Path(place).expanduser().absolute()
    if path.is_dir() or path.suffix != ".tar":
        if path.exists() and not path.is_dir():
            raise Refusal(
                _("%(path)s is neither a folder nor a new file that ends in .tar.") % {"path": path}
            )
        return Folder(path)
    if path.exists():
        raise Refusal(_("%(path)s is there already.") % {"path": path})
    return File(path)


def newer(error: Newer) -> str:
    return _("This is of a newer Maru, which knows %(what)s.") % {"what": error}
