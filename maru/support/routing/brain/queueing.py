"""In which order work leaves a queue."""

from __future__ import annotations

from collections.abc import Iterable

from maru.support.routing.brain.nouns import Work

MINUTE = 60.0
# How long work may wait by its priority. Nothing waits for ever behind what is more urgent: what
# comes after its moment has passed stands behind it, whatever its priority.
PATIENCE = {4: 15 * MINUTE, 3: 60 * MINUTE, 2: 4 * 60 * MINUTE, 1: 24 * 60 * MINUTE}


def moment_of(work: Work) -> float:
    """Return until when ``work`` wants to be dealt with, in seconds since 1970: its due time, or
    earlier by its priority."""
    patient = work.since + PATIENCE.get(work.priority, PATIENCE[2])
    return patient if work.due is None else min(work.due, patient)


def place_of(work: Work) -> tuple[float, float, int]:
    """Return what a queue is ordered by, the first to leave being the smallest."""
    return moment_of(work), work.since, work.key


def in_order(waiting: Iterable[Work]) -> list[Work]:
    return sorted(waiting, key=place_of)
