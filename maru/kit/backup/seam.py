"""What an app does after its rows came back from the past: so that nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Settle = Callable[[datetime], int]

_settlers: dict[str, Settle] = {}


def after_restore(what: str, settle: Settle) -> None:
    """Register ``settle``, called once with the time of the backup when its rows are back.

    It says of ``what`` was about to happen then, and may have happened since,
    that nobody knows; returns how many rows that were.
    """
    _settlers[what] = settle


def settle_all(made_at: datetime) -> dict[str, int]:
    """Have every app settle its rows; return how many of what."""
    return {what: settle(made_at) for what, settle in _settlers.items()}
