"""Errands are carried on in short turns, so that many go forward side by side and none holds
anything for long; what a dead process held, another takes up where it stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.jobs.apart import run_apart
from maru.kit.jobs.sweeps import sweep
from maru.staff.errands.errand import LEASE, Stopped
from maru.staff.errands.models import Errand

TURN = 1.0  # seconds
TRIES = 5  # claims without one step between them
PAUSES = [timedelta(seconds=s) for s in (2, 10, 60, 300)]  # after 1, 2, ... failures
PATIENCE = 12  # failures in a row, without one step between them
PATIENT = 2.0  # seconds a turn waits while mail and the like have work

# Does steps until ``time.monotonic()`` is past the second argument, each in a transaction that
# calls ``hold``; returns whether all is done. It ends the errand itself, by ``finish``.
CarryOn = Callable[[Errand, float], bool]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """How errands of one name are carried on, and the partial that shows one in the corner."""

    name: str
    carry_on: CarryOn
    template: str
    is_apart: bool = False  # to its end, in a process of its own


_kinds: dict[str, Kind] = {}


def carried_by(name: str, carry_on: CarryOn, *, template: str, is_apart: bool = False) -> None:
    """Register a kind of errand; its sweep is ``errands.<name>``."""
    kind = _kinds[name] = Kind(name, carry_on, template, is_apart)
    may_take = 24 * 3600.0 if is_apart else 60.0
    sweep(f"errands.{name}", every=5, may_take=may_take, gives_way=0.0 if is_apart else PATIENT)(
        lambda: _look(kind)
    )


def kind_named(name: str) -> Kind:
    """Return the kind. Raises KeyError."""
    return _kinds[name]


def _look(kind: Kind) -> int:
    waiting = Errand.objects.under_way().filter(kind=kind.name)
    for errand in claim(waiting, limit=1, lease=LEASE):
        if errand.attempts > TRIES:
            _fail(errand, "failed")
        elif kind.is_apart:
            _carry_on_apart(errand)
        else:
            carry(errand, seconds=TURN)
        return 1
    return 0


def carry(errand: Errand, *, seconds: float) -> None:
    """Carry it on for a turn, as the one who has its lease; then whoever is next takes it.

    Never raises but for an end of the process: what went wrong stands in the row, and when it
    is tried again.
    """
    try:
        is_done = _kinds[errand.kind].carry_on(errand, time.monotonic() + seconds)
        if not is_done:
            _give_back(errand)
    except Stopped:
        errand.refresh_from_db()
    except (DatabaseError, OSError) as error:
        log.warning("Errand %s waits: %s", errand.pk, error)
        _wait(errand)
    except Exception:
        log.exception("Errand %s failed", errand.pk)
        _fail(errand, "failed")


def _carry_on_apart(errand: Errand) -> None:
    mine = Errand.objects.under_way().filter(errand.is_mine())
    run_apart(
        "maru.staff.errands.child", errand.pk, errand.lease_owner,
        renew=lambda: mine.update(lease_until=timezone.now() + LEASE),
    )  # fmt: skip
    mine.filter(lease_until__isnull=False).update(lease_until=None)


def _give_back(errand: Errand) -> None:
    # Behind the others that wait: a short one is not kept waiting by a long one.
    mine = Errand.objects.filter(errand.is_mine())
    mine.update(lease_until=None, due_at=timezone.now(), attempts=0)


def _wait(errand: Errand) -> None:
    kept = Errand.objects.filter(errand.is_mine()).first()
    if kept is None:
        return
    failures = kept.failures + 1
    if failures > PATIENCE:
        _fail(errand, "failed")
        return
    Errand.objects.filter(errand.is_mine()).update(
        due_at=timezone.now() + PAUSES[min(failures, len(PAUSES)) - 1],
        lease_until=None,
        failures=failures,
    )


def _fail(errand: Errand, trouble: str) -> None:
    try:
        with transaction.atomic():
            errand.fail(trouble)
    except Stopped:
        errand.refresh_from_db()
