"""What a ticket says: its subject, who it is with, every message and note, the files' names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from maru.kit.fields.searching import Said, said_by_fields
from maru.kit.search.marks import mark
from maru.kit.search.source import Content, Part
from maru.kit.written.signing import unsigned
from maru.records.customers.fields import of_organization
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Attachment, Message, Ticket
from maru.support.tickets.search import marks

LONGEST = 100_000  # characters of one message that are indexed

Parts = Callable[[list[int]], Mapping[int, Sequence[Part]]]
Texts = Callable[[Iterable[str]], Mapping[str, str]]
_besides: list[tuple[Parts, Texts]] = []


def found_with(parts: Parts, texts: Texts) -> None:
    """Have tickets found by ``parts`` as well, number -> parts, of which ``texts`` gives the texts
    by their names. Whoever sees the ticket may read them; their changes are events of it."""
    _besides.append((parts, texts))


def contents(numbers: Iterable[int]) -> dict[int, Content]:
    """Return number -> content of the tickets that are there. Costs nine queries at most, and one
    for each app that has something said in them.

    A part is named for what never changes: a message by its id; what can change, by what it says.
    """
    wanted = list(numbers)
    tickets = Ticket.objects.filter(pk__in=wanted).select_related("requester")
    tickets = tickets.prefetch_related("requester__contact_points")
    said = _said(wanted)
    files, tags, fields = _files(wanted), _tags(wanted), said_by_fields("ticket", wanted)
    besides = [parts(wanted) for parts, _texts in _besides]
    found = {}
    for ticket in tickets:
        parts = [named("subject", ticket.subject)]
        if ticket.requester:
            parts.append(named("requester", ticket.requester.name, is_person=True))
        if tags[ticket.pk]:
            parts.append(named("tags", " ".join(tags[ticket.pk])))
        parts += fields[ticket.pk].parts
        messages = said[ticket.pk]
        for message in messages:
            parts.append(Part(f"message {message.pk}", _own(message.text, message.direction)))
            if message.from_address or message.from_name:
                who = f"{message.from_name} {message.from_address}"
                parts.append(Part(f"writer {message.pk}", who, is_person=True))
        parts += [Part(f"file {file.pk}", file.name) for file in files[ticket.pk]]
        parts += [part for each in besides for part in each.get(ticket.pk, ())]
        moment = messages[-1].created_at if messages else ticket.created_at
        marked = _marks(ticket, messages, tags[ticket.pk], files[ticket.pk], fields[ticket.pk])
        found[ticket.pk] = Content(moment, parts, sorted(marked))
    return found


def _own(text: str, direction: str) -> str:
    """Return what is found of a message: not our signature, for it stands under all we send."""
    text = unsigned(text) if direction == Direction.TO_CUSTOMER else text
    return text[:LONGEST]


def _marks(
    ticket: Ticket, messages: list[Message], tags: list[str], files: list[File], fields: Said
) -> set[str]:
    found = {*marks.of_ticket(ticket), *fields.marks, *(mark("tag", name) for name in tags)}
    if ticket.requester:
        points = ticket.requester.contact_points.all()
        found |= marks.of_sender(ticket.requester.name, *(point.value for point in points))
        if ticket.requester.organization_id:
            found.add(of_organization(ticket.requester.organization_id))
    for message in messages:
        if message.direction == Direction.FROM_CUSTOMER:
            found |= marks.of_sender(message.from_name, message.from_address)
    if any(not file.is_inline for file in files):
        found.add(marks.FILES)
    return found


def texts(names: Iterable[str]) -> dict[str, str]:
    """Return the texts of those parts that somebody wrote. One query for each kind."""
    names = list(names)
    ids = [int(name.removeprefix("message ")) for name in names if name.startswith("message ")]
    rows = Message.objects.filter(pk__in=ids).values_list("pk", "text", "direction")
    found = {f"message {pk}": _own(text, direction) for pk, text, direction in rows}
    for _parts, more in _besides:
        found |= more(names)
    return found


def named(name: str, text: str, *, is_person: bool = False) -> Part:
    """Return a part that is found by its initial consonants, too."""
    return Part.changing(name, text, is_name=True, is_person=is_person)


def _said(numbers: list[int]) -> defaultdict[int, list[Message]]:
    said: defaultdict[int, list[Message]] = defaultdict(list)
    messages = Message.objects.filter(ticket__in=numbers).order_by("id")
    fields = ("ticket", "direction", "text", "from_name", "from_address", "created_at", "copy_of")
    for message in messages.only(*fields):
        # Asked of SQLite, it would read all messages of all tickets that are no copies.
        if message.copy_of_id is None:
            said[message.ticket_id].append(message)
    return said


class File(NamedTuple):
    pk: int
    name: str
    is_inline: bool


def _files(numbers: list[int]) -> defaultdict[int, list[File]]:
    files: defaultdict[int, list[File]] = defaultdict(list)
    rows = Attachment.objects.filter(message__ticket__in=numbers)
    wanted = ("message__copy_of", "message__ticket", "pk", "name", "is_inline")
    for copy_of, number, *file in rows.order_by("id").values_list(*wanted):
        if copy_of is None:
            files[number].append(File(*file))
    return files


def _tags(numbers: list[int]) -> defaultdict[int, list[str]]:
    tags: defaultdict[int, list[str]] = defaultdict(list)
    rows = Ticket.tags.through.objects.filter(ticket__in=numbers).order_by("tag__name")
    for number, name in rows.values_list("ticket_id", "tag__name"):
        tags[number].append(name)
    return tags
