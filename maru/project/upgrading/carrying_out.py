"""Carrying out an upgrade: alone, backed up, whole, looked over, and told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.backup.making import Made, make
from maru.kit.backup.manifest import NotABackup
from maru.kit.backup.places import Busy
from maru.kit.backup.restoring import manifest_of, verify
from maru.kit.backup.seam import settings_to_keep
from maru.kit.checks import Finding, Level
from maru.kit.database.upkeep import Node, evolve, seen, standing
from maru.project.alone import WAIT, alone
from maru.project.checks import database, disk
from maru.project.checks.registered import registered
from maru.project.command.differences import told
from maru.project.command.progress import Progress
from maru.project.command.refusal import Refusal
from maru.project.upgrading.mark import Mark, remove_mark
from maru.project.upgrading.plan import Place, plan, usual_place
from maru.project.version import last, version
from maru.staff.backups.backup import BackupState
from maru.staff.backups.making import write_down
from maru.staff.backups.models import Backup
from maru.staff.backups.thinning import thin
from maru.staff.company.models import Company
from maru.staff.journal.models import Event

Say = Callable[[str], None]
OF_FILES = {"missing", "damaged"}  # what was broken before; no migration touches a file


def upgrade(place: Place | None, say: Say, *, wait: float = WAIT) -> bool:
    """Bring the database up to date, after a verified backup to ``place``; False if it was.

    Raises Refusal before anything is changed. Killed at any point, the next call ends
    where this one would have.
    """
    if not plan(place).is_needed:
        return False
    with alone(say, wait=wait):
        todo = plan(place)  # somebody else may have done it meanwhile
        if not todo.is_needed:
            return False
        if todo.is_first:
            say(_("Preparing the database ..."))
            evolve()
            return True
        mark = todo.broken_off
        if mark is None:
            began = timezone.now().isoformat()
            backup, faults = _backed_up(todo.place, say) if todo.place else ("", 0)
            mark = Mark(str(backup), began, last(), sorted(seen()), standing().pending, faults)
            mark.write()
        else:
            say(_("The upgrade that was broken off goes on."))
        _change(say)
        _write_down(mark)
        remove_mark()
        _make_room(mark)
    for line in _outcome(mark):
        say(line)
    return True


def _backed_up(place: Place, say: Say) -> tuple[Path, int]:
    """Return where the backup lies, and how many files of it were broken before.

    Everything else in it was read back without a difference.
    """
    progress = Progress()
    try:
        made = make(place, settings_kept=settings_to_keep(), tell=progress)
        differences = verify(made.path, tell=progress).differences
    except Busy:
        raise Refusal(_("Another backup is being written there.")) from None
    except OSError as error:
        raise Refusal(_("The backup was not made: %(error)s") % {"error": error}) from None
    finally:
        progress.end()
    say(_("Backup: %(path)s") % {"path": made.path})
    for sentence in told(differences):
        say(sentence)
    if any(difference.kind not in OF_FILES for difference in differences):
        raise Refusal(_("The backup is not what the database holds. Nothing was changed."))
    return made.path, len(differences)


def _change(say: Say) -> None:
    def tell(node: Node, number: int, of: int) -> None:
        say(f"{number}/{of} {'.'.join(node)}")

    evolve(tell=tell)


def _write_down(mark: Mark) -> None:
    """Write the backup and the upgrade into the rows, once, however often it is begun again."""
    if mark.backup and not Backup.objects.filter(place=mark.backup).exists():
        at, path = datetime.fromisoformat(mark.began), Path(mark.backup)
        with contextlib.suppress(NotABackup):  # taken away meanwhile
            made = Made(path, manifest_of(path), [])
            write_down(Backup(asked_at=at, started_at=at), made, differences=mark.faults)
    company = Company.here()
    after = {"version": version(), "changes": [".".join(node) for node in mark.pending]}
    if company and not Event.of(company).filter(verb="company.upgraded", after=after).exists():
        Event.record("company.upgraded", company, before={"version": mark.version}, after=after)


def _make_room(mark: Mark) -> None:
    """Remove old backups beside a whole new one; an upgrade is none the worse without."""
    place = usual_place()
    is_whole = Backup.objects.filter(place=mark.backup, state=BackupState.WHOLE).exists()
    if is_whole and Path(mark.backup).parent == place.root:
        with contextlib.suppress(Busy, OSError):
            thin(place, keep=settings.BACKUP_KEEP, weeks=settings.BACKUP_KEEP_WEEKS)


def _outcome(mark: Mark) -> Iterator[str]:
    for finding in _wrong():
        yield str(finding)
    yield _("Upgraded: Maru %(before)s -> %(after)s.") % {
        "before": mark.version or "?", "after": version(),
    }  # fmt: skip
    yield from way_back(mark)


def way_back(mark: Mark | None) -> Iterator[str]:
    """Yield the sentence that tells how to go back, where a backup was made."""
    if mark and mark.backup:
        yield _(
            "To go back: start the earlier version's `bin/maru restore %(path)s --force`. "
            "What came in since is lost then."
        ) % {"path": mark.backup}


def _wrong() -> Iterator[Finding]:
    looks = (database.database(), disk.files(every=False), registered())
    return (finding for look in looks for finding in look if finding.level is Level.ERROR)
