"""Rules that would set one another off, told when one is saved. What really loops is stopped when
it runs (chain.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from maru.support.actions.deeds.deed import Deed
from maru.support.actions.registry import actions
from maru.support.automation.occasions import occasions
from maru.support.automation.rule import Rule, RuleKind

# What actions that are no deeds bring about.
_SAID = {"note": {"ticket.noted"}, "answer": set[str]()}
_DEEDS = {"status": {"ticket.status"}, "snooze": {"ticket.snoozed", "ticket.woken"}}


def stirs(changes: Mapping[str, Any]) -> set[str]:
    """Return the verbs of the events that these actions leave, where one can tell."""
    found = set[str]()
    for action in actions():
        if action.name in changes:
            own = _DEEDS.get(action.name) or _SAID.get(action.name)
            found |= (
                own if own is not None else set(action.verbs if isinstance(action, Deed) else ())
            )
    return found


def listens_to(when: Mapping[str, Any]) -> set[str]:
    """Return the verbs that such a trigger hears of what rules do."""
    known = occasions()
    if when.get("by") and "rule" not in when["by"]:
        return set()
    return {known[one["occasion"]].verb for one in when.get("on", []) if one["occasion"] in known}


def loops_with(
    when: Mapping[str, Any], changes: Mapping[str, Any], among: Iterable[Rule]
) -> list[Rule]:
    """Return the rules of ``among`` that would set such a trigger off, and be set off by it: one of
    its own effects that it listens for is no loop, since none fires because of itself."""
    mine, hears = stirs(changes), listens_to(when)
    if not mine or not hears:
        return []
    return [
        rule for rule in among
        if rule.kind == RuleKind.TRIGGER
        and stirs(rule.changes) & hears and listens_to(rule.when) & mine
    ]  # fmt: skip
