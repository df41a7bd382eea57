"""What a ticket says: its subject, who it is with, every message and note, the files' names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from maru.kit.fields.searching import field_parts
from maru.kit.search.source import Content, Part
from maru.support.tickets.models import Attachment, Message, Ticket

LONGEST = 100_000  # characters of one message that are indexed


def contents(numbers: Iterable[int]) -> dict[int, Content]:
    """Return number -> content of the tickets that are there. Costs eight queries at most.

    A part is named for what never changes: a message by its id; what can change, by what it says.
    """
    wanted = list(numbers)
    tickets = Ticket.objects.filter(pk__in=wanted).select_related("requester")
    said = _said(wanted)
    files, tags, fields = _files(wanted), _tags(wanted), field_parts("ticket", wanted)
    found = {}
    for ticket in tickets:
        parts = [named("subject", ticket.subject)]
        if ticket.requester:
            parts.append(named("requester", ticket.requester.name))
        if tags[ticket.pk]:
            parts.append(named("tags", " ".join(tags[ticket.pk])))
        parts += fields[ticket.pk]
        messages = said[ticket.pk]
        for message in messages:
            parts.append(Part(f"message {message.pk}", message.text[:LONGEST]))
            if message.from_address or message.from_name:
                who = f"{message.from_name} {message.from_address}"
                parts.append(Part(f"writer {message.pk}", who))
        parts += [Part(f"file {pk}", name) for pk, name in files[ticket.pk]]
        moment = messages[-1].created_at if messages else ticket.created_at
        found[ticket.pk] = Content(moment, parts)
    return found


def texts(names: Iterable[str]) -> dict[str, str]:
    """Return the texts of those parts that are messages. One query."""
    ids = [int(name.removeprefix("message ")) for name in names if name.startswith("message ")]
    rows = Message.objects.filter(pk__in=ids).values_list("pk", "text")
    return {f"message {pk}": text for pk, text in rows}


def named(name: str, text: str) -> Part:
    """Return a part that is found by its initial consonants, too."""
    return Part.changing(name, text, is_name=True)


def _said(numbers: list[int]) -> defaultdict[int, list[Message]]:
    said: defaultdict[int, list[Message]] = defaultdict(list)
    messages = Message.objects.once().filter(ticket__in=numbers).order_by("id")
    fields = ("ticket", "text", "from_name", "from_address", "created_at")
    for message in messages.only(*fields):
        said[message.ticket_id].append(message)
    return said


def _files(numbers: list[int]) -> defaultdict[int, list[tuple[int, str]]]:
    files: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Attachment.objects.filter(message__ticket__in=numbers, message__copy_of=None)
    for number, pk, name in rows.order_by("id").values_list("message__ticket", "pk", "name"):
        files[number].append((pk, name))
    return files


def _tags(numbers: list[int]) -> defaultdict[int, list[str]]:
    tags: defaultdict[int, list[str]] = defaultdict(list)
    rows = Ticket.tags.through.objects.filter(ticket__in=numbers).order_by("tag__name")
    for number, name in rows.values_list("ticket_id", "tag__name"):
        tags[number].append(name)
    return tags
