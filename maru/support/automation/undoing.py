"""What a rule did to several tickets is taken back at once, each by itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.actions.reasons import reason_in_words
from maru.support.automation.firing import Firing

MOST = 50  # at once: somebody waits for it


@dataclass(frozen=True)
class Undone:
    """What became of one. ``why`` something stays, or nothing was taken back; '' for nothing."""

    firing: Firing
    is_undone: bool
    why: str


def undo_all(firings: Iterable[Firing], *, by: Member) -> list[Undone]:
    """Take back what can be of each, in a transaction of its own, and say what became of it."""
    return [_undone(firing, by) for firing in firings]


def _undone(firing: Firing, by: Member) -> Undone:
    code = firing.undo(by=by)
    if code is None:
        return Undone(firing, False, _("There is nothing to take back."))
    return Undone(firing, True, reason_in_words(code) if code else "")
