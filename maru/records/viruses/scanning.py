"""The worker scans what came in: never in the way of a mail, and by itself once it can."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from maru.kit.blobs import store
from maru.kit.clamd import Away, Broken, Clamd, TooLarge
from maru.kit.database.leases import claim, given_back, went_away
from maru.kit.jobs import sweep
from maru.kit.text.storable import storable
from maru.records.viruses.models import Scan
from maru.records.viruses.scan import ScanState
from maru.records.viruses.scanner import scanner
from maru.records.viruses.settling import tell_settled

log = logging.getLogger(__name__)

TOGETHER = 16
AT_A_TIME = 4  # connections; clamd itself scans ten at once
PATIENCE = 120.0  # seconds for one file, as clamd's own MaxScanTime
LEASE = timedelta(minutes=10)  # longer than TOGETHER files that all take their patience
PAUSES = [timedelta(minutes=m) for m in (1, 5, 20, 60)]  # between tries of one file
LONGEST = 200  # characters of an error, and of a virus's name
PAUSE_AWAY = timedelta(seconds=30)  # while the scanner itself is away


@dataclass(frozen=True)
class Said:
    """What came of one file. ``state`` is waiting when the scanner failed on it."""

    state: str
    virus: str = ""
    error: str = ""
    is_away: bool = False


@sweep("viruses.scan", every=5, may_take=LEASE.total_seconds())
def scan_waiting() -> int:
    """Scan one batch; return how many files were settled. Without a scanner they wait."""
    clamd = scanner()
    if clamd is None or not Scan.objects.waiting().exists():
        return 0
    try:
        program = str(clamd.version())
    except Away as why:
        log.warning("The virus scanner %s is away: %s", clamd.place, why)
        return 0  # nothing was claimed: all of it waits for the next look
    scans = claim(Scan.objects.waiting(), limit=TOGETHER, lease=LEASE)
    with given_back(scans), _side_by_side(clamd, scans) as outcomes:
        return sum(_settle(scan, said, program) for scan, said in outcomes)


@contextmanager
def _side_by_side(clamd: Clamd, scans: list[Scan]) -> Iterator[Iterator[tuple[Scan, Said]]]:
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="scan") as pool:
        asked: dict[Future[Said], Scan] = {
            pool.submit(scan_blob, clamd, scan.sha256): scan for scan in scans
        }
        yield ((asked[future], future.result()) for future in as_completed(asked))


def scan_blob(clamd: Clamd, sha256: str) -> Said:
    """Ask the scanner about one file. Raises FileNotFoundError for one that is gone."""
    try:
        with store().open(sha256) as file:
            virus = clamd.scan(file, patience=PATIENCE)
    except FileNotFoundError:
        return Said("")  # what it belonged to was deleted
    except OSError as why:  # the disk does not give it: the others shall not wait
        return Said(ScanState.WAITING, error=str(why))
    except TooLarge:
        return Said(ScanState.TOO_LARGE)
    except Away as why:
        return Said(ScanState.WAITING, error=str(why), is_away=True)
    except Broken as why:
        return Said(ScanState.WAITING, error=str(why), is_away=not _answers(clamd))
    return Said(ScanState.INFECTED if virus else ScanState.CLEAN, virus)


def _answers(clamd: Clamd) -> bool:
    """Return whether it was this file alone that the scanner failed on."""
    try:
        clamd.ping()
    except Away:
        return False
    return True


def _settle(scan: Scan, said: Said, program: str) -> int:
    """Write down what was said; where that fails it is this file's failure and no other's."""
    try:
        return _write_down(scan, said, program)
    except Exception as error:
        if went_away(error):
            raise
        log.exception("What the scanner said of %s could not be written down", scan.pk)
        why = storable(f"{type(error).__name__}: {error}", LONGEST)
        mine = Scan.objects.waiting().filter(scan.is_mine())
        if scan.attempts <= len(PAUSES):
            return _put_off(mine, PAUSES[scan.attempts - 1], why)
        return mine.update(state=ScanState.FAILED, error=why, lease_until=None)


def _write_down(scan: Scan, said: Said, program: str) -> int:
    """Write down what was said; return 1 when that settles the file."""
    mine = Scan.objects.waiting().filter(scan.is_mine())
    now = timezone.now()
    if not said.state:
        return mine.delete()[0]
    if said.is_away:  # no fault of the file: the try does not count
        return _put_off(mine, PAUSE_AWAY, said.error, attempts=models.F("attempts") - 1)
    if said.state == ScanState.WAITING and scan.attempts <= len(PAUSES):
        return _put_off(mine, PAUSES[scan.attempts - 1], said.error)
    state = ScanState.FAILED if said.state == ScanState.WAITING else said.state
    virus = storable(said.virus, LONGEST)
    with transaction.atomic():
        changed = mine.update(
            state=state, virus=virus, error=storable(said.error, LONGEST),
            scanner=storable(program, 100), scanned_at=now, lease_until=None,
        )  # fmt: skip
        if changed:
            scan.state, scan.virus = state, virus
            tell_settled(scan)
    return changed


def _put_off(mine: models.QuerySet[Scan], pause: timedelta, error: str, **changes: object) -> int:
    mine.update(
        due_at=timezone.now() + pause, lease_until=None, error=storable(error, LONGEST), **changes
    )  # fmt: skip
    return 0
