from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from maru.kit.written import Written
    from maru.staff.members.models import Member
    from maru.support.tickets.models import Ticket


@dataclass(frozen=True)
class Answer:
    """An answer that is about to leave, its placeholders filled."""

    ticket: Ticket
    by: Member
    said: Written
    has_files: bool

    @property
    def own_words(self) -> str:
        """What its author says, without what they quote."""
        lines = self.said.text.split("\n")
        return "\n".join(line for line in lines if not line.startswith(">"))


Rule = Callable[[Answer], str]


@dataclass(frozen=True)
class Doubt:
    """A rule that looks at answers: it says in a sentence what is strange about one, or ''."""

    name: str
    label: str | Promise  # what it looks for, for whoever switches it off
    rule: Rule


DOUBTS: dict[str, Doubt] = {}


def doubt(name: str, label: str | Promise) -> Callable[[Rule], Rule]:
    """Have the function look at each answer that a person sends from a page."""

    def register(rule: Rule) -> Rule:
        DOUBTS[name] = Doubt(name, label, rule)
        return rule

    return register


def doubts_about(answer: Answer, *, but: Collection[str] = ()) -> dict[str, str]:
    """Return name -> sentence of what is strange about ``answer``, ``but`` what these rules say."""
    found = {each.name: each.rule(answer) for each in DOUBTS.values() if each.name not in but}
    return {name: sentence for name, sentence in found.items() if sentence}
