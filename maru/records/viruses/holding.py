"""Which files are held back, by what was said of them."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from maru.records.viruses.models import Scan
from maru.records.viruses.scan import UNCHECKED, ScanState


def is_held(state: str | None) -> bool:
    """Return whether a file of this state is given to nobody; None: it has none.

    A virus is held back even while no scanner is set any more. What is not yet checked waits
    for a scanner that is set, unless MARU_UNCHECKED_FILES says to give it out.
    """
    if state == ScanState.INFECTED:
        return True
    return state in UNCHECKED and bool(settings.CLAMD) and not settings.GIVE_UNCHECKED_FILES


def held_among(names: Iterable[str]) -> list[Scan]:
    """Return those of these files that are held back. Costs one query, none without names."""
    if not (names := set(names)):
        return []
    return [scan for scan in Scan.objects.filter(sha256__in=names) if is_held(scan.state)]
