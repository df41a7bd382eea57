from __future__ import annotations

from django.conf import settings

from maru.kit.clamd import Clamd, Place


def scanner() -> Clamd | None:
    """Return the scanner of this installation; None where MARU_CLAMD names none."""
    return Clamd(Place.read(settings.CLAMD)) if settings.CLAMD else None
