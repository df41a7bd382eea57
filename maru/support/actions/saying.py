"""Something is said in the ticket: to the customer, or among colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.action import Action, Unreadable, Unsuitable
from maru.support.actions.writing import BadText, checked
from maru.support.tickets.composing import Unreachable, fill_in
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

SHOWN = 60  # characters


class _Said(Action):
    is_long = True

    def read(self, given: Any, by: Member) -> str:
        try:
            text = checked(given, by)
        except BadText as why:
            raise Unreadable(str(why)) from None
        if not text.strip():
            raise Unreadable(_("Write what it is to say."))
        return text

    def words(self, value: Any) -> str:
        line = " ".join(str(value).split())
        return line if len(line) <= SHOWN else line[: SHOWN - 1].rstrip() + "…"


class Note(_Said):
    name, label = "note", gettext_lazy("Leave a note")
    power = Power.NOTE

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> list[int]:
        text = fill_in(value, ticket, step.by)
        return [ticket.note(text, by=step.by, because=because).pk]


class Answer(_Said):
    """By a rule or a program, which has seen what is in the ticket by what it was asked."""

    name, label = "answer", gettext_lazy("Answer the customer")
    power = Power.REPLY
    is_answer = True

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> list[int]:
        try:
            return [ticket.reply(value, by=step.by, because=because).pk]
        except Unreachable as why:
            raise Unsuitable(why.code) from None
