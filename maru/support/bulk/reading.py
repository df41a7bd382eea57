"""What somebody wants changed, as a form or a program says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.bulk.deeds import Unreadable, deeds


class BadChanges(ValueError):
    """What was asked for cannot be done to any ticket; ``wrong`` says what of it, in words."""

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__("bad changes")
        self.wrong = dict(wrong)


def read_changes(given: Mapping[str, Any], by: Member) -> dict[str, Any]:
    """Return the values of the deeds that are named. Raises BadChanges."""
    known = {deed.name: deed for deed in deeds(by)}
    wrong, changes = dict[str, str](), dict[str, Any]()
    for name, value in given.items():
        try:
            if (deed := known.get(name)) is None:
                raise Unreadable(_("There is no such thing to change."))
            changes[name] = deed.read(value, by)
        except Unreadable as why:
            wrong[name] = str(why)
    both = set(changes.get("tags_added", [])) & set(changes.get("tags_removed", []))
    if both:
        wrong["tags_removed"] = _("A tag cannot be added and removed in one step.")
    if wrong:
        raise BadChanges(wrong)
    if not changes:
        raise BadChanges({"changes": _("Say what is to change.")})
    return changes


def changes_in_words(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and value of each, in the order in which they are done."""
    return [
        (str(deed.label), deed.words(changes[deed.name]))
        for deed in deeds()
        if deed.name in changes
    ]
