"""Files that people send with a form or a program are scanned before they are taken.

Somebody waits for the answer, so the scanner has little time: one that is slow or away leaves
the file to the worker, as with a mail.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from maru.kit.clamd import Away, Broken, Clamd, TooLarge
from maru.records.viruses.models import Scan
from maru.records.viruses.scan import SETTLED, ScanState
from maru.records.viruses.scanner import scanner
from maru.records.viruses.settling import tell_settled

PATIENCE = 8.0  # seconds for all files of one request
REST = 30.0  # seconds in which no request waits for a scanner that just kept one waiting


class Infected(Exception):
    """An uploaded file carries a virus. ``name`` is the file's, as it was sent."""

    def __init__(self, name: str, virus: str) -> None:
        super().__init__(virus)
        self.name, self.virus = name, virus


@dataclass
class _Rest:
    """This process's memory of a scanner that did not answer."""

    until: float = 0.0

    def begin(self) -> None:
        self.until = time.monotonic() + REST

    def is_over(self) -> bool:
        return time.monotonic() >= self.until


rest = _Rest()


def check_uploads(uploads: Iterable[UploadedFile[Any]]) -> None:
    """Scan what was uploaded. Raises Infected for the first file with a virus.

    Call it outside of a transaction: it asks the network. What could not be
    scanned in time passes, and whatever it becomes part of waits for the worker.
    """
    clamd, until = scanner(), time.monotonic() + PATIENCE
    if clamd is None:
        return
    for upload in uploads:
        if virus := _virus_in(upload, clamd, until):
            raise Infected(upload.name or "", virus)


def _virus_in(upload: UploadedFile[Any], clamd: Clamd, until: float) -> str:
    sha256 = _digest(upload)
    known = Scan.objects.filter(sha256=sha256, state__in=SETTLED).first()
    if known:
        return known.virus if known.state == ScanState.INFECTED else ""
    left = until - time.monotonic()
    if left <= 0 or not rest.is_over():
        return ""
    try:
        program = str(clamd.version())
        virus = clamd.scan(upload, patience=left)  # type: ignore[arg-type]
    except TooLarge:
        Scan.settle(sha256, ScanState.TOO_LARGE, scanner=program)
        return ""
    except (Away, Broken):
        rest.begin()
        return ""
    finally:
        upload.seek(0)
    with transaction.atomic():
        state = ScanState.INFECTED if virus else ScanState.CLEAN
        scan = Scan.settle(sha256, state, virus=virus, scanner=program)
        tell_settled(scan)  # the same file may have come by mail meanwhile
    return virus


def _digest(upload: UploadedFile[Any]) -> str:
    upload.seek(0)
    seen = hashlib.sha256()
    for chunk in upload.chunks():
        seen.update(chunk)
    upload.seek(0)
    return seen.hexdigest()
