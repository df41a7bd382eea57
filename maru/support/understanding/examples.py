"""What is learnt from: tickets that people have solved, and what they said of guesses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db.models import Min, Q

from maru.kit.fields.models import CustomField
from maru.kit.fields.value import Value
from maru.kit.learning.example import Example
from maru.support.tickets.choices import DONE, MACHINES, Direction
from maru.support.tickets.models import Message, Ticket
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.guess import Verdict
from maru.support.understanding.models import Guess

MOST = 20_000  # tickets, the newest
LEAST = 60  # examples all in all: of fewer nothing is learnt
LEAST_OF_ONE = 10  # of one label; rarer ones are not told apart
MOST_TAGS = 3  # of one ticket that are learnt from
MOST_LABELS = 200
LONGEST = 4_000  # characters
_AT_ONCE = 500  # tickets


def text_of(message: Message, ticket: Ticket) -> str:
    """Return what is read of a message: the subject too, where it opened the ticket."""
    return f"{ticket.subject}\n{message.text}"[:LONGEST]


def examples_of(facet: Facet) -> tuple[list[Example], int]:
    """Return the examples of ``facet``, and the number of the newest ticket among them.

    Of private teams nothing is learnt: their words would tell others of them. A text stands for
    each of a ticket's tags. Costs some queries for each 500 tickets.
    """
    said = _said(facet)
    found, newest = [*said.values()], 0
    if facet.name != FacetName.SENTIMENT:  # no ticket says how its customer felt
        for ticket, message, labels in _solved(facet):
            newest = max(newest, ticket.pk)
            if message.pk not in said:
                text, group = text_of(message, ticket), _group(ticket)
                found += (Example(text, label, group) for label in labels)
    times = Counter(each.label for each in found)
    often = {label for label, n in times.most_common(MOST_LABELS) if n >= LEAST_OF_ONE}
    return [each for each in found if each.label in often], newest


def _group(ticket: Ticket) -> str:
    return f"c{ticket.requester_id}" if ticket.requester_id else f"t{ticket.pk}"


def _said(facet: Facet) -> dict[int, Example]:
    """Return what people said is right, by message: it counts before what the ticket says."""
    judged = Guess.objects.filter(facet=facet.name).exclude(verdict=Verdict.NONE)
    judged = judged.select_related("message__ticket").order_by("-judged_at")
    found: dict[int, Example] = {}
    for guess in judged.filter(_of_open_teams("message__ticket__"))[:MOST]:
        label = guess.value if guess.verdict == Verdict.RIGHT else guess.right_value
        ticket = guess.message.ticket
        if label:
            found[guess.message_id] = Example(text_of(guess.message, ticket), label, _group(ticket))
    return found


def _of_open_teams(path: str = "") -> Q:
    return Q(**{f"{path}team": None}) | Q(**{f"{path}team__is_private": False})


def _solved(facet: Facet) -> Iterator[tuple[Ticket, Message, list[str]]]:
    """Yield solved tickets, the newest first, with what opened them and their labels."""
    rows = Ticket.objects.genuine().filter(_of_open_teams(), status__in=DONE)
    numbers = list(rows.order_by("-number").values_list("number", flat=True)[:MOST])
    for at in range(0, len(numbers), _AT_ONCE):
        some = Ticket.objects.in_bulk(numbers[at : at + _AT_ONCE])
        first = Message.objects.filter(ticket__in=some, direction=Direction.FROM_CUSTOMER)
        first = first.exclude(automatic__in=MACHINES).order_by()
        ids = first.values("ticket").annotate(first=Min("pk")).values_list("first", flat=True)
        opened = {each.ticket_id: each for each in Message.objects.filter(pk__in=list(ids))}
        labels = _labels(facet, some.values())
        for number, message in opened.items():
            if message.text.strip() and (own := labels.get(number)):
                yield some[number], message, own


def _labels(facet: Facet, tickets: Iterable[Ticket]) -> dict[int, list[str]]:
    tickets = list(tickets)
    if facet.name == FacetName.KIND:
        return {ticket.pk: [ticket.kind] for ticket in tickets}
    if facet.name == FacetName.URGENCY:
        return {ticket.pk: [str(ticket.priority)] for ticket in tickets}
    if facet.field:
        return _choices(facet.field, [ticket.pk for ticket in tickets])
    found: dict[int, list[str]] = {}
    tags = Ticket.tags.through.objects.filter(ticket__in=tickets)
    for number, name in tags.order_by("tag__name").values_list("ticket_id", "tag__name"):
        found.setdefault(number, []).append(name)
    return {number: names for number, names in found.items() if len(names) <= MOST_TAGS}


def _choices(field: CustomField, numbers: list[int]) -> dict[int, list[str]]:
    words = {choice.pk: choice.word for choice in field.choices.all()}
    rows = Value.objects.filter(field=field, object_id__in=numbers)
    held = rows.values_list("object_id", field.how.column)
    return {number: [words[key]] for number, key in held if key in words}
