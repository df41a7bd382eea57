"""What a rule is to do, as whoever makes it says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.registry import actions
from maru.support.automation.answering import Answer
from maru.support.automation.telling_people import Following, Notified

OWN: list[Action] = [Answer(), Notified(), Following()]


def own_actions() -> list[Action]:
    """Return what only a rule can do."""
    return OWN


def actions_for(member: Member) -> list[Action]:
    """Return what a rule can do, of what exists for whoever makes it."""
    return [action for action in actions(member) if not action.is_own]


def read_doing(given: Mapping[str, Any], member: Member) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what is kept of the actions that are asked for, and of the others why not."""
    known = {action.name: action for action in actions_for(member)}
    changes, wrong = dict[str, Any](), dict[str, str]()
    for name, value in given.items():
        try:
            if (action := known.get(name)) is None:
                raise Unreadable(_("There is no such thing to change."))
            kept = action.keep(value, member)
            action.recall(kept)
            changes[name] = kept
        except Unreadable as why:
            wrong[name] = str(why)
    if set(changes.get("tags_added", [])) & set(changes.get("tags_removed", [])):
        wrong["tags_removed"] = _("A tag cannot be added and removed in one step.")
    return changes, wrong
