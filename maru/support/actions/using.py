"""Using a macro in one step: what it does, and if it has one its answer, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.along import STATUS, tell_use
from maru.support.actions.foreseeing import readable
from maru.support.actions.macro_use import record_use
from maru.support.actions.models import Macro, MacroUse
from maru.support.actions.step import Step
from maru.support.tickets.composing import fill_in
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Message, Ticket


@dataclass
class Used:
    """What came of it: ``left`` says of each action that was left out why, by its code."""

    use: MacroUse
    message: Message | None = None
    left: dict[str, str] = field(default_factory=dict)


def use_macro(
    macro: Macro,
    ticket: Ticket,
    *,
    by: Member,
    text: str | None = None,
    is_public: bool = True,
    seen: int | None = None,
    files: Iterable[NewFile] = (),
) -> Used:
    """Do what ``macro`` does, and say what it says, or ``text``; '' for nothing.

    One action that cannot be done does not keep the others from it: it is told. An answer that
    cannot be sent does: then nothing is done. Raises what ``reply`` and ``note`` raise.
    """
    text = macro.text if text is None else text
    if text and not by.can(Power.REPLY if is_public else Power.NOTE):
        raise PermissionDenied
    with transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).hold()
        ticket.refresh_from_db()
        ticket.must_stand()
        cause = tell_use(ticket, [macro], by=by)
        changes, wrong = readable(macro.changes, by)
        left = dict.fromkeys(wrong, "unreadable")
        before = _before(ticket)
        is_answer = bool(text) and is_public
        status = changes.pop(STATUS, "") if is_answer else ""
        was = _do(Step(changes, by), ticket, cause, left)
        if status and (why := Step({STATUS: status}, by).foresee(ticket)[STATUS]) not in _FINE:
            status, left[STATUS] = "", why
        message = _say(
            ticket, text, by=by, is_public=is_public, seen=seen, files=files, status=status,
            because=cause,
        )  # fmt: skip
        if status and status != before[0]:
            changes[STATUS], was[STATUS] = status, before
        use = record_use(macro, ticket, by, cause=cause, changes=changes, was=was)
    return Used(use, message, left)


_FINE = {"", "same"}


def _before(ticket: Ticket) -> list[Any]:
    solved_at = ticket.solved_at
    return [ticket.status, solved_at.isoformat() if solved_at else None]


def _do(step: Step, ticket: Ticket, cause: Event, left: dict[str, str]) -> dict[str, Any]:
    """Do each that can be done; ``left`` is told of the others. Return what was before."""
    was: dict[str, Any] = {}
    for action, value in step.actions:
        if not step.asker.can(action.power):
            left[action.name] = "not_allowed"
            continue
        try:
            with transaction.atomic():
                before = action.do(ticket, value, step, cause)
        except Refusal as why:
            left[action.name] = why.code
            continue
        if before is not None:
            was[action.name] = before
    return was


def _say(
    ticket: Ticket, text: str, *, by: Member, is_public: bool, status: str, because: Event,
    seen: int | None, files: Iterable[NewFile],
) -> Message | None:  # fmt: skip
    if not text:
        return None
    if is_public:
        return ticket.reply(
            text, by=by, seen=seen, files=files, status=status or None, because=because
        )
    return ticket.note(fill_in(text, ticket, by), by=by, files=files, because=because)
