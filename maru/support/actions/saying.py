"""Something is said in the ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.action import Action, Unreadable
from maru.support.actions.writing import BadText, checked
from maru.support.tickets.composing import fill_in
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.actions.step import Step

SHOWN = 60  # characters


class Said(Action):
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


class Note(Said):
    name, label = "note", gettext_lazy("Leave a note")
    power = Power.NOTE

    def do(self, ticket: Ticket, value: Any, step: Step, because: Event) -> list[int]:
        text = fill_in(value, ticket, step.by)
        return [ticket.note(text, by=step.by, because=because).pk]
