"""Messages are read for their meaning after they were received, by the worker and when mail and
answers leave it time for that."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from maru.kit.database.leases import claim, given_back
from maru.kit.jobs import sweep
from maru.staff.journal.models import Event
from maru.support.tickets.choices import MACHINES, Direction
from maru.support.tickets.models import Message
from maru.support.understanding.examples import text_of
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.heard import SWEEP
from maru.support.understanding.language import language
from maru.support.understanding.models import Guess, Heard, Impression, Lesson
from maru.support.understanding.models_at_hand import HERE
from maru.support.understanding.seed import by_words

if TYPE_CHECKING:
    from maru.kit.learning.learned import Learned

TOGETHER = 40
LEASE = timedelta(minutes=2)
PATIENCE = 5.0  # seconds a batch waits while mail and the like have work (D17)
TRIES = 4  # after which a message is left unread: something in it ends the worker
SAID = "ticket.understood"
OF_THE_FIRST = {FacetName.KIND, FacetName.TOPIC}

Known = Mapping[str, "tuple[Lesson, Learned]"]


@sweep(SWEEP, every=10, may_take=60, gives_way=PATIENCE)
def guess_waiting() -> int:
    """Read one batch; return how many it were."""
    claimed = claim(Heard.objects.all(), limit=TOGETHER, lease=LEASE)
    if not claimed:
        HERE.let_go()
        return 0
    with given_back(claimed):
        models.prefetch_related_objects(claimed, "message__ticket")
        facets = Facet.every()
        known = HERE.of(facets)
        for one in claimed:
            found = _guesses(one, facets, known)
            with transaction.atomic():
                if Heard.objects.filter(one.is_mine()).delete()[0]:
                    _keep(one.message, found, facets)
    return len(claimed)


def _guesses(one: Heard, facets: Mapping[str, Facet], known: Known) -> list[Guess]:
    if one.attempts > TRIES or not is_worth_reading(one.message):
        return []
    return guesses_of(one.message, facets, known)


def is_worth_reading(message: Message) -> bool:
    """Return whether a person wrote it to us, and it is no spam and nothing we have already."""
    is_theirs = message.direction == Direction.FROM_CUSTOMER and message.copy_of_id is None
    is_person = message.automatic not in MACHINES
    return is_theirs and is_person and not message.ticket.is_spam and bool(message.text.strip())


def guesses_of(message: Message, facets: Mapping[str, Facet], known: Known) -> list[Guess]:
    """Return what each facet that is on is taken to be. Some ms for each model."""
    opens = _is_first(message)
    text = text_of(message, message.ticket) if opens else message.text
    found = []
    for name, facet in facets.items():
        # Tickets of other brands do not have it, nor do their people know what it can be (S8).
        is_there = facet.field is None or facet.field.is_of(message.ticket)
        # What a case is about is told where it is told to us: "yes, please" is about nothing.
        if facet.is_on and is_there and (opens or name not in OF_THE_FIRST):
            guess = _guess(message, name, text, known)
            found += [guess] if guess else []
    return found


def _is_first(message: Message) -> bool:
    earlier = Message.objects.filter(ticket=message.ticket_id, pk__lt=message.pk)
    return not earlier.filter(direction=Direction.FROM_CUSTOMER).exists()


def _guess(message: Message, name: str, text: str, known: Known) -> Guess | None:
    if name == FacetName.LANGUAGE:
        value, sure = language(message.text)
        return Guess(message=message, facet=name, value=value, sure=sure) if value else None
    if name in known:
        lesson, model = known[name]
        best = model.guesses(text, most=1)
        if best:
            sure = min(99, int(100 * best[0].confidence))
            return Guess(message=message, facet=name, value=best[0].label, sure=sure, lesson=lesson)
    if told := by_words(name, text):
        return Guess(message=message, facet=name, value=told.value, sure=told.sure,
                     because=told.because)  # fmt: skip
    return None


def _keep(message: Message, found: list[Guess], facets: Mapping[str, Facet]) -> None:
    Guess.objects.bulk_create(found, ignore_conflicts=True)
    said = {
        each.facet: (each.value, each.sure) for each in found if facets[each.facet].says(each.sure)
    }
    if not said:
        return
    Impression.keep(message.ticket_id, message.pk, said)
    after: dict[str, Any] = {"message": message.pk, **{f: v for f, (v, _sure) in said.items()}}
    Event.record(SAID, message.ticket, after=after)
