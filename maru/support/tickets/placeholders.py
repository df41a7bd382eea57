"""What an answer may leave open: {{customer.name}}, or in Korean {{고객.이름}}."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.field import CustomField
from maru.kit.fields.showing import shown_on
from maru.kit.ui.people import phone
from maru.records.customers.contact_point import ContactKind
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

Value = Callable[["Ticket", Actor], str]


@dataclass(frozen=True)
class Placeholder:
    """Both names mean the same, whatever language the reader has."""

    name: str
    korean: str
    label: str | Promise
    value: Value

    @property
    def here(self) -> str:
        """The name in the reader's language."""
        return self.korean if get_language() == "ko" else self.name


def _address(ticket: Ticket, by: Actor) -> str:
    from maru.support.tickets.composing import requester_address

    return requester_address(ticket)


def _phone(ticket: Ticket, by: Actor) -> str:
    points = ticket.requester.contact_points.all() if ticket.requester else []
    return next((phone(p.value) for p in points if p.kind == ContactKind.PHONE), "")


def _organization(ticket: Ticket, by: Actor) -> str:
    belongs_to = ticket.requester.organization if ticket.requester else None
    return belongs_to.name if belongs_to else ""


def _today(ticket: Ticket, by: Actor) -> str:
    now = timezone.localtime()
    return f"{now:%Y-%m-%d}" if ticket.brand.language != "ko" else f"{now.month}월 {now.day}일"


def _customer(ticket: Ticket, by: Actor) -> str:
    return ticket.requester.name if ticket.requester else ""


def _number(ticket: Ticket, by: Actor) -> str:
    return str(ticket.number)


def _subject(ticket: Ticket, by: Actor) -> str:
    return ticket.subject


def _team(ticket: Ticket, by: Actor) -> str:
    return ticket.team.name if ticket.team else ""


def _writer(ticket: Ticket, by: Actor) -> str:
    # A rule writes for the brand.
    return by.name if isinstance(by, Member) else ticket.brand.name


def _brand(ticket: Ticket, by: Actor) -> str:
    return ticket.brand.name


PLACEHOLDERS = [
    Placeholder("customer.name", "고객.이름", _("Customer's name"), _customer),
    Placeholder("customer.email", "고객.이메일", _("Customer's address"), _address),
    Placeholder("customer.phone", "고객.전화", _("Customer's phone number"), _phone),
    Placeholder("customer.organization", "고객.회사", _("Customer's organization"), _organization),
    Placeholder("ticket.number", "문의.번호", _("Ticket number"), _number),
    Placeholder("ticket.subject", "문의.제목", _("Subject"), _subject),
    Placeholder("ticket.team", "문의.팀", _("Team"), _team),
    Placeholder("agent.name", "상담원.이름", _("My name"), _writer),
    Placeholder("brand.name", "브랜드.이름", _("Brand"), _brand),
    Placeholder("today", "오늘", _("Today's date"), _today),
]

# The company's own fields, by their keys: of the ticket, and of who asked.
_FIELDS = {
    "ticket": ("ticket.fields.", "문의.항목."),
    "customer": ("customer.fields.", "고객.항목."),
}


def offered_to(by: Member) -> list[Placeholder]:
    """Return those that ``by`` may know of: not the fields of other brands alone. Costs as
    ``fields_of``."""
    return [*PLACEHOLDERS, *_of_fields(lambda field: field.is_at(by.brand_ids))]


def _of_fields(is_meant: Callable[[CustomField], bool] = lambda field: True) -> list[Placeholder]:
    return [
        Placeholder(english + field.key, korean + field.key, field.label, _of_field(noun, field.pk))
        for noun, (english, korean) in _FIELDS.items()
        for field in fields_of(noun)
        if field.is_in_use and is_meant(field)
    ]


def _of_field(noun: str, pk: int) -> Value:
    def value(ticket: Ticket, by: Actor) -> str:
        row = ticket if noun == "ticket" else ticket.requester
        shown = shown_on(row) if row else []
        return next((each.words for each in shown if each.field.pk == pk), "")

    return value


def by_name(among: Iterable[Placeholder]) -> dict[str, Placeholder]:
    """Return them by both of their names."""
    return {name: each for each in among for name in (each.name, each.korean)}


class Values(Mapping[str, str]):
    """What they say of one ticket, when ``by`` writes: each is looked up when it is asked for."""

    def __init__(self, ticket: Ticket, by: Actor) -> None:
        self._ticket, self._by = ticket, by
        self._known = by_name([*PLACEHOLDERS, *_of_fields()])
        self._said: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        each = self._known[name]
        if each.name not in self._said:
            self._said[each.name] = each.value(self._ticket, self._by)
        return self._said[each.name]

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
