"""The disk: room, rights, clock, key, and whether files and rows agree (D13)."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.blobs import referred, store
from maru.kit.blobs.consistency import inspect
from maru.kit.checks import Finding, good, warning, wrong

SAMPLE = 1_000  # files of each kind that are looked for without --files
FEW, VERY_FEW = 2_000_000_000, 200_000_000  # bytes free


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    text = _("%(gb).1f GB free in %(path)s.") % {"gb": free / 1e9, "path": settings.HOME}
    if free < VERY_FEW:
        yield wrong(text, _("Mail is refused soon. Make room, or move MARU_HOME to a larger disk."))
    elif free < FEW:
        yield warning(text, _("Make room, or move MARU_HOME to a larger disk."))
    else:
        yield good(text)
    try:
        with tempfile.NamedTemporaryFile(dir=settings.HOME) as file:
            file.write(b"maru")
            file.flush()
            os.fsync(file.fileno())
            apart = abs(os.fstat(file.fileno()).st_mtime - time.time())
    except OSError as error:
        yield wrong(
            _("MARU_HOME cannot be written: %(error)s") % {"error": error},
            _("Give this user the right to write there, or choose another folder."),
        )
        return
    if apart > 2:
        yield warning(
            _("The clock of the disk differs by %(n)s seconds.") % {"n": round(apart)},
            _("Have both machines set their clocks by NTP."),
        )


def privacy() -> Iterator[Finding]:
    is_open = stat.S_IMODE(settings.HOME.stat().st_mode) & 0o077
    for name in ("secret.key", "maru.sqlite3", "blobs"):
        path = settings.HOME / name
        if is_open and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield wrong(
                _("Other users of this machine can read %(path)s.") % {"path": path},
                f"chmod go= {path}",
            )


def files(*, every: bool) -> Iterator[Finding]:
    """Compare rows with files: a sample, or with ``every`` all of them and their contents."""
    missing = inspect(store()).missing if every else _missing_of_sample()
    damaged = _damaged() if every else []
    for what, name in missing[:20]:
        yield wrong(
            _("A file is gone: %(kind)s %(name)s.") % {"kind": what, "name": name},
            _("Bring back %(path)s from a backup.") % {"path": store().path(name)},
        )
    for path in damaged[:20]:
        yield wrong(
            _("A file has changed on the disk: %(path)s.") % {"path": path},
            _("Bring back %(path)s from a backup.") % {"path": path},
        )
    if more := max(0, len(missing) - 20) + max(0, len(damaged) - 20):
        yield wrong(ngettext("and %(n)s more file", "and %(n)s more files", more) % {"n": more}, "")
    if not missing and not damaged:
        yield good(
            _("Every file that a row names is there, unchanged.")
            if every
            else _("The files are there (a sample; --files looks at all of them).")
        )


def _missing_of_sample() -> list[tuple[str, str]]:
    return [(what, name) for what, name in islice(referred(), SAMPLE) if not store().has(name)]


def _damaged() -> list[Path]:
    paths = (store().path(name) for name in store().names())
    return [path for path in paths if path.exists() and _sha256(path) != path.name]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
