"""What the apps above bring to a backup: the settings that go along, and what is done after a
restore, when rows came back from the past, so that nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Settle = Callable[[datetime], int]

GiveSettings = Callable[[], dict[str, str]]

_settlers: dict[str, Settle] = {}
_settings: list[GiveSettings] = []


def keep_settings(give: GiveSettings) -> None:
    """Register what gives the settings of this process, by name, to be kept in each backup."""
    _settings[:] = [give]


def settings_to_keep() -> dict[str, str]:
    return _settings[0]() if _settings else {}


def after_restore(what: str, settle: Settle) -> None:
    """Register ``settle``, called once with the time of the backup when its rows are back.

    It says of ``what`` was about to happen then, and may have happened since,
    that nobody knows; returns how many rows that were.
    """
    _settlers[what] = settle


def settle_all(made_at: datetime) -> dict[str, int]:
    """Have every app settle its rows; return how many of what."""
    return {what: settle(made_at) for what, settle in _settlers.items()}
