"""What somebody wants changed, as a form or a program says it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.registry import actions, deeds


class BadChanges(ValueError):
    """What was asked for cannot be done to any ticket; ``wrong`` says what of it, in words."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("bad changes")
        self.wrong = dict(wrong)


def read_changes(
    given: Mapping[str, Any], by: Member, among: Iterable[Action] | None = None
) -> dict[str, Any]:
    """Return the values of the actions that are named, of those that fit many tickets unless
    ``among`` is given. Raises BadChanges."""
    return _read(given, deeds(by) if among is None else among, lambda each, g: each.read(g, by))


def keep_changes(given: Mapping[str, Any], by: Member) -> dict[str, Any]:
    """Return what is kept of them, to be read by whoever does it later. Raises BadChanges."""
    among = [each for each in actions(by) if not each.is_for_rules]
    return _read(given, among, lambda each, given: each.keep(given, by))


def _read(
    given: Mapping[str, Any], among: Iterable[Action], how: Callable[[Action, Any], Any]
) -> dict[str, Any]:
    known = {action.name: action for action in among}
    wrong, changes = dict[str, str](), dict[str, Any]()
    for name, value in given.items():
        try:
            if (action := known.get(name)) is None:
                raise Unreadable(_("There is no such thing to change."))
            changes[name] = how(action, value)
        except Unreadable as why:
            wrong[name] = str(why)
    both = set(changes.get("tags_added", [])) & set(changes.get("tags_removed", []))
    if both:
        wrong["tags_removed"] = _("A tag cannot be added and removed in one step.")
    for name, added in changes.items():
        taken = name.replace("fields_added.", "fields_removed.", 1)
        if taken != name and set(added) & set(changes.get(taken, [])):
            wrong[taken] = _("A value cannot be added and taken away in one step.")
    if wrong:
        raise BadChanges(wrong)
    if not changes:
        raise BadChanges({"changes": _("Say what is to change.")})
    return changes


def changes_in_words(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and value of each, in the order in which they are done."""
    return [
        (str(action.label), action.said_as(changes[action.name]))
        for action in actions()
        if action.name in changes
    ]
