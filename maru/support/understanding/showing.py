"""What a ticket's page says of what it looks like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.guess import Verdict
from maru.support.understanding.impression import PASSING
from maru.support.understanding.judging import TAKEN
from maru.support.understanding.models import Guess
from maru.support.understanding.values import offered, words_of


@dataclass(frozen=True)
class Shown:
    """One line of the panel. ``is_so``: the ticket is set so already."""

    guess: Guess
    label: str
    words: str
    right_words: str  # what somebody said is right instead
    is_so: bool
    may_take: bool
    others: list[tuple[str, str]]


def panel(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For understanding/_looks.html. Costs three queries and those of the ticket's fields."""
    return {"ticket": ticket, "shown": shown(ticket, member), "may_judge": member.can(Power.CHANGE)}


def shown(ticket: Ticket, member: Member) -> list[Shown]:
    """Return the newest guess of each facet that is worth a word. A language that the brand
    writes anyway is not."""
    facets = Facet.every()
    newest: dict[str, Guess] = {}
    rows = Guess.objects.filter(message__ticket=ticket).select_related("message", "lesson")
    for guess in rows.defer("lesson__report").order_by("message_id"):
        if facets[guess.facet].says(guess.sure):
            newest[guess.facet] = guess
    last = max((guess.message_id for guess in newest.values()), default=0)
    found = []
    for name in FacetName.values:
        told = newest.get(name)
        if told and not _goes_without_saying(told, ticket, last):
            found.append(_line(told, facets[name], ticket, member))
    return found


def _goes_without_saying(guess: Guess, ticket: Ticket, last: int) -> bool:
    if guess.facet == FacetName.LANGUAGE:
        return guess.value == ticket.brand.language
    return guess.facet in PASSING and guess.message_id < last


def _line(guess: Guess, facet: Facet, ticket: Ticket, member: Member) -> Shown:
    is_so = guess.value in _as_it_is(facet, ticket)
    return Shown(
        guess, facet.label, words_of(facet, guess.value),
        words_of(facet, guess.right_value) if guess.right_value else "",
        is_so,
        guess.facet in TAKEN and not is_so and guess.verdict != Verdict.WRONG
        and member.can(Power.CHANGE) and ticket.merged_into_id is None,
        [each for each in offered(facet) if each[0] != guess.value],
    )  # fmt: skip


def _as_it_is(facet: Facet, ticket: Ticket) -> set[str]:
    """Return how the ticket is set."""
    if facet.name == FacetName.KIND:
        return {ticket.kind}
    if facet.name == FacetName.URGENCY:
        return {str(ticket.priority)}
    if facet.name == FacetName.TOPIC and facet.field:
        from maru.kit.fields.reading import values_of

        held = values_of(ticket).get(facet.field.pk)
        return {facet.field.how.plain(held, facet.field)} if held is not None else set()
    if facet.name == FacetName.TOPIC:
        return {tag.name for tag in ticket.tags.all()}
    return set()
