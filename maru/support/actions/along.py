"""What is done along with a message: what macros brought, as chips above the composer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.actions.action import Unreadable
from maru.support.actions.deeds.tagging import is_text
from maru.support.actions.macro_use import record_use
from maru.support.actions.models import Macro
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.registry import actions
from maru.support.actions.step import Step
from maru.support.tickets.models import Ticket

MOST = 60  # things done at once
LONGEST = 30_000  # characters of one
STATUS = "status"


class Chips:
    """``changes``: name of an action, what was kept of it; ``macros`` those that were chosen."""

    def __init__(
        self, ticket: Ticket, by: Member, changes: Mapping[str, Any], macros: Sequence[int]
    ) -> None:
        self._ticket, self._by = ticket, by
        self.changes, self.macros = dict(changes), list(macros)
        self.status = ""

    @property
    def kept(self) -> dict[str, Any] | None:
        whole = {"changes": self.changes, "macros": self.macros}
        return whole if self.changes or self.macros else None

    def begin(self, *, is_answer: bool) -> Event | None:
        """Do it all or nothing: whoever sends sees the chips, and takes off what is refused."""
        if not self.changes:
            self.count()
            return None
        macros = self._chosen()
        Ticket.objects.filter(pk=self._ticket.pk).hold()
        self._ticket.refresh_from_db()
        cause = tell_use(self._ticket, macros, by=self._by, along=self.kept)
        changes = self._read()
        if is_answer:
            self.status = changes.pop(STATUS, "")
        was = self._do(changes, cause)
        for macro in macros:
            mine = {name: changes[name] for name in changes if name in macro.changes}
            before = {name: was[name] for name in mine if name in was}
            record_use(macro, self._ticket, self._by, cause=cause, changes=mine, was=before)
        return cause

    def count(self) -> None:
        for macro in self._chosen():
            record_use(macro, self._ticket, self._by)

    def _chosen(self) -> list[Macro]:
        found = Macro.objects.visible_to(self._by).in_bulk(self.macros)
        return [found[pk] for pk in dict.fromkeys(self.macros) if pk in found]

    def _read(self) -> dict[str, Any]:
        known = {action.name: action for action in actions(self._by) if not action.is_for_rules}
        changes = {}
        for name, kept in self.changes.items():
            if (action := known.get(name)) is None:
                raise Refusal(422, "invalid", _("There is no such thing to change."))
            if not self._by.can(action.power):
                raise _refused(str(action.label), reason_in_words("not_allowed"))
            try:
                changes[name] = action.read(kept, self._by)
            except Unreadable as why:
                raise _refused(str(action.label), str(why)) from None
        return changes

    def _do(self, changes: dict[str, Any], cause: Event) -> dict[str, Any]:
        step, was = Step(changes, self._by), {}
        for action, value in step.actions:
            try:
                before = action.do(self._ticket, value, step, cause)
            except Refusal as why:
                if why.words:
                    raise
                raise _refused(str(action.label), reason_in_words(why.code)) from None
            if before is not None:
                was[action.name] = before
        return was


def _refused(label: str, why: str) -> Refusal:
    words = _("“%(what)s” cannot be done: %(why)s. Take it off, then send again.")
    return Refusal(422, "invalid", words % {"what": label, "why": why.rstrip(".")})


def tell_use(
    ticket: Ticket, macros: Sequence[Macro], *, by: Member, along: dict[str, Any] | None = None
) -> Event:
    """Record that macros are used, ``along`` with a message: the cause of all that they do."""
    named = [{"id": macro.pk, "name": macro.name} for macro in macros]
    after = {"macros": named, **({"along": along} if along else {})}
    return Event.record("ticket.macro", ticket, by=by, after=after)


def read_chips(ticket: Ticket, member: Member, fields: QueryDict) -> Chips:
    """Return what the composer says; what is no chip is passed over."""
    changes: dict[str, Any] = {}
    for name, kept in filter(None, map(_chip, fields.getlist("planned")[:MOST])):
        before: Any = changes.get(name)
        # Tags of two macros are all meant; of two teams the later one is.
        is_more = isinstance(kept, list) and isinstance(before, list)
        changes[name] = before + [each for each in kept if each not in before] if is_more else kept
    given = [pk for pk in fields.getlist("macro")[:MOST] if pk.isascii() and pk.isdecimal()]
    return Chips(ticket, member, changes, [int(pk) for pk in given if len(pk) < 19])


def kept_chips(ticket: Ticket, member: Member, kept: dict[str, Any]) -> Chips:
    """Return what a form said once, and was kept since."""
    return Chips(ticket, member, kept["changes"], kept["macros"])


def _chip(given: str) -> tuple[str, Any] | None:
    """Return the name of an action and what was kept of it; None for what no page of ours says."""
    if len(given) > LONGEST:
        return None
    try:
        one = json.loads(given, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(one, list) and len(one) == 2 and isinstance(one[0], str)):
        return None
    # What a draft keeps must be what a database takes: no NUL, no half of a surrogate pair.
    kept = json.dumps(one, ensure_ascii=False)
    return (one[0], one[1]) if is_text(kept) and "\\u0000" not in kept else None


def _no_number(word: str) -> Any:
    raise ValueError(word)
