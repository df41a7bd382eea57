"""What a macro would do to one ticket, when one member uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.deeds.deed import Deed
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.registry import actions
from maru.support.actions.step import Step
from maru.support.tickets.models import Ticket


@dataclass(frozen=True)
class Part:
    """One action, in the words of whoever uses it."""

    name: str
    label: str
    words: str
    kept: Any
    reason: str  # why it cannot be done; '' where it can
    why: str  # the same in words
    is_so: bool  # the ticket is so already
    can_be_undone: bool

    @property
    def chip(self) -> str:
        """What the composer's form says of it."""
        return json.dumps([self.name, self.kept], ensure_ascii=False)


def readable(kept: Mapping[str, Any], by: Member) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what can be read of what was kept, and of the rest why not, in words."""
    changes, wrong = dict[str, Any](), dict[str, str]()
    for action in actions(by):
        if action.name not in kept or action.is_for_rules:
            continue
        try:
            changes[action.name] = action.read(kept[action.name], by)
        except Unreadable as why:
            wrong[action.name] = str(why)
    return changes, wrong


def said_to(by: Member, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and words of each action that ``by`` may know of, in their order; what it
    names is told only to who may see that. Costs as their words."""
    changes, wrong = readable(kept, by)
    return [
        (
            str(action.label),
            _hidden() if action.name in wrong else action.said_as(kept[action.name]),
        )
        for action in actions(by)
        if action.name in changes or action.name in wrong
    ]


def _hidden() -> str:
    return _("not for you")


def foreseen(kept: Mapping[str, Any], ticket: Ticket, by: Member) -> list[Part]:
    """Return each action that is kept, in the order in which they are done. Costs a query, and
    those of their words."""
    changes, wrong = readable(kept, by)
    codes = Step(changes, by).foresee(ticket) if changes else {}
    return [
        _part(action, kept[action.name], changes, wrong, codes.get(action.name, ""))
        for action in actions(by)
        if action.name in changes or action.name in wrong
    ]


def _part(
    action: Action, kept: Any, changes: dict[str, Any], wrong: dict[str, str], code: str
) -> Part:
    unread = wrong.get(action.name, "")
    reason = "unreadable" if unread else code if code != "same" else ""
    return Part(
        name=action.name,
        label=str(action.label),
        words=_hidden() if unread else action.words(changes[action.name]),
        kept=kept,
        reason=reason,
        why=unread or (reason_in_words(reason) if reason else ""),
        is_so=code == "same" and not unread,
        can_be_undone=isinstance(action, Deed),
    )
