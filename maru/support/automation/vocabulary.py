"""What a rule may ask: all that may be asked of a ticket, and of what has just happened to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.conditions import FLAG, TEXT, Field, Vocabulary
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.vocabulary import TICKETS

# What is each reader's own: a rule is nobody.
NOT_FOR_RULES = {"unread"}
# About what was written just now: a timer finds nothing.
SAID = "said_now"
OF_WORDS = {SAID, "by_machine"}


@dataclass
class Happening:
    """A ticket as a rule finds it, and the event because of which it looks; None for a timer."""

    ticket: Ticket
    event: Event | None

    _message: Message | None = None
    _is_asked: bool = False

    @property
    def message(self) -> Message | None:
        """What was said with the event. Costs one query, once."""
        if not self._is_asked:
            after = self.event.after if self.event else None
            said = after.get("message") if isinstance(after, dict) else None
            if isinstance(said, int):
                heavy = ("html", "headers", "quoted")
                self._message = Message.objects.defer(*heavy).filter(pk=said).first()
            self._is_asked = True
        return self._message


def _text(ticket: Ticket) -> str:
    message = happening_of(ticket).message
    return message.text if message else ""


def _is_automatic(ticket: Ticket) -> bool:
    message = happening_of(ticket).message
    return bool(message and message.automatic)


def _is_open(ticket: Ticket) -> bool:
    calendar, event = ticket.brand.calendar, happening_of(ticket).event
    return calendar is None or calendar.is_open_at(event.at if event else timezone.now())


def _is_first(ticket: Ticket) -> bool:
    return ticket.first_answered_at is None


def happening_of(ticket: Any) -> Happening:
    return getattr(ticket, "happening", None) or Happening(ticket, None)


_FACTS = [
    Field(SAID, _("What was just written"), TEXT, _text),
    Field("by_machine", _("A machine wrote it"), FLAG, _is_automatic),
    Field("in_hours", _("Within the brand's office hours"), FLAG, _is_open),
    Field("unanswered", _("Nobody has answered yet"), FLAG, _is_first),
]


class _Rules(Vocabulary):
    """A ticket's own vocabulary, as it is when it is asked, and the facts beside it."""

    def __iter__(self) -> Iterator[Field]:
        yield from super().__iter__()
        yield from (_of_rules(field) for field in TICKETS if field.name not in NOT_FOR_RULES)

    def __getitem__(self, name: str) -> Field:
        if name in self._fields:
            return super().__getitem__(name)
        if name in NOT_FOR_RULES:
            raise KeyError(name)
        return _of_rules(TICKETS[name])


def _of_rules(field: Field) -> Field:
    # "me" is nobody here.
    return replace(field, is_person=False) if field.is_person else field


RULES = _Rules(_FACTS, heaviest=100)

# What is read of a ticket for these fields: loaded ahead for many at once.
_READ_WITH = {
    "tags": "tags", "followers": "followers", "address": "requester__contact_points",
    "scheduled": "scheduledanswers", "scheduled_held": "scheduledanswers",
    "scheduled_by": "scheduledanswers", "waiting": "messages",
    "attachment": "messages__attachments",
}  # fmt: skip


def read_with(names: set[str]) -> list[str]:
    """Return what to prefetch of tickets of which these fields are asked."""
    return sorted({_READ_WITH[name] for name in names if name in _READ_WITH})
