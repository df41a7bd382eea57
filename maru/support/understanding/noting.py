from __future__ import annotations

from typing import Any

from maru.support.understanding.heard import Heard

VERBS = {"ticket.opened", "ticket.received"}


def note(facts: list[Any]) -> None:
    """Note the messages of these events, inside their transaction. Costs one statement, none where
    nobody wrote."""
    written = [
        fact.after["message"] for fact in facts
        if fact.verb in VERBS and isinstance(fact.after, dict) and fact.after.get("message")
    ]  # fmt: skip
    if written:
        Heard.note(written)
