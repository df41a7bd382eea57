"""Actions as fields of a form: each is asked for its value, and left out where none is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise

from maru.staff.members.models import Member
from maru.support.actions.action import Action, Choices, Unreadable


@dataclass(frozen=True)
class AskedAction:
    """``given`` are the values that stand there, ``error`` why they do not do."""

    field: str
    label: str | Promise
    choices: Choices | None
    given: list[str]
    is_many: bool
    is_long: bool
    error: str = ""


def as_fields(
    among: Iterable[Action],
    by: Member,
    given: Mapping[str, list[str]],
    wrong: Mapping[str, str],
    prefix: str = "",
) -> list[AskedAction]:
    """Return the fields of actions/_fields.html. Costs what their choices cost."""
    return [
        AskedAction(
            prefix + each.name, each.label, _choices(each, by, put), put,
            each.is_many, each.is_long, wrong.get(each.name, ""),
        )
        for each, put in ((each, given.get(each.name, [])) for each in among)
    ]  # fmt: skip


def _choices(action: Action, by: Member, given: Iterable[str]) -> Choices | None:
    """Return what is offered, and what is chosen though it is offered no more: it stays so."""
    offered = action.choices(by)
    if offered is None or action.is_many:
        return offered
    known = {str(value) for value, _label in offered}
    return [*offered, *((each, _said(action, by, each)) for each in given if each not in known)]


def _said(action: Action, by: Member, given: str) -> str:
    try:
        return action.words(action.read(given, by))
    except Unreadable:
        return given  # what the form refuses


def typed_in(data: QueryDict, among: Iterable[Action], prefix: str = "") -> dict[str, list[str]]:
    """Return what was put in, of each action for which something was."""
    put = {each.name: data.getlist(prefix + each.name) for each in among}
    return {name: values for name, values in put.items() if any(map(str.strip, values))}


def asked_in(typed: Mapping[str, list[str]], among: Iterable[Action]) -> dict[str, Any]:
    """Return what that asks for, to be read by the actions."""
    return {
        each.name: typed[each.name] if each.is_many else typed[each.name][-1]
        for each in among
        if each.name in typed
    }


def typed_for(kept: Mapping[str, Any], among: Iterable[Action]) -> dict[str, list[str]]:
    """Return what would have to be put in for what is kept."""
    return {each.name: _typed(kept[each.name], each) for each in among if each.name in kept}


def _typed(kept: Any, action: Action) -> list[str]:
    if isinstance(kept, list):
        words = [str(each) for each in kept]
        return words if action.is_many else [", ".join(words)]
    if isinstance(kept, bool):
        return ["yes" if kept else "no"]
    return ["none" if kept is None else str(kept)]
