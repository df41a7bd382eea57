"""What tickets look like follows how a facet is said: worked out anew from their guesses, some at a
time, by a worker (0435)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from maru.kit.database.leases import claim, given_back
from maru.kit.jobs import sweep
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.guess import Verdict
from maru.support.understanding.impression import PASSING
from maru.support.understanding.models import Guess, Impression, Reassessment
from maru.support.understanding.reassessment import SWEEP

TOGETHER = 500  # guesses
LEASE = timedelta(minutes=2)

Looks = tuple[int, str, int | None]  # message, value, percent


@sweep(SWEEP, every=10, gives_way=2.0)
def reassess() -> int:
    """Go through one batch of guesses; return how many there were."""
    claimed, done = claim(Reassessment.objects.all(), limit=1, lease=LEASE), 0
    with given_back(claimed):
        for one in claimed:
            with transaction.atomic():
                done += _go_on(one)
    return done


def _go_on(one: Reassessment) -> int:
    rows = Guess.objects.filter(pk__gt=one.reached).order_by("pk")
    batch = list(rows.values_list("pk", "facet", "message__ticket_id")[:TOGETHER])
    mine = Reassessment.objects.filter(one.is_mine())
    if not batch:
        mine.delete()
        return 0
    if tickets := {ticket for _pk, facet, ticket in batch if facet == one.facet}:
        look_again(one.facet, tickets)
    # What was asked for meanwhile has a row of its own, and begins at the beginning.
    if not mine.update(reached=batch[-1][0], lease_until=None, attempts=0):
        raise Reassessment.DoesNotExist  # its lease ran out: another goes on, nothing of this stays
    return len(batch)


def look_again(name: str, tickets: Collection[int]) -> None:
    """Have these tickets look, in this facet, as their guesses say now. In a transaction; four
    queries, however many tickets."""
    # Held before the guesses are read: what is guessed from now on writes after this (guessing.py).
    held = Impression.objects.select_for_update(no_key=True).filter(ticket__in=tickets)
    kept = {each.ticket_id: each for each in held.order_by("pk")}
    said = _said(Facet.of(name), tickets)
    changed, new = list[Impression](), list[Impression]()
    for pk in tickets:
        message, value, sure = said.get(pk, (0, "", None))
        looks = kept.get(pk)
        if looks is None:
            told = {name: value, f"{name}_sure": sure}
            new += [Impression(ticket_id=pk, message_id=message, **told)] if value else []
            continue
        if name in PASSING and message < looks.message_id:
            value, sure = "", None
        if (getattr(looks, name), getattr(looks, f"{name}_sure")) != (value, sure):
            setattr(looks, name, value)
            setattr(looks, f"{name}_sure", sure)
            looks.message_id = max(looks.message_id, message)
            changed.append(looks)
    Impression.objects.bulk_update(changed, [name, f"{name}_sure", "message_id"])
    Impression.objects.bulk_create(new, ignore_conflicts=True)


def _said(facet: Facet, tickets: Collection[int]) -> dict[int, Looks]:
    """Return by ticket what its newest guess says that is worth a word."""
    if not facet.is_on:
        return {}
    guesses = Guess.objects.filter(facet=facet.name, message__ticket__in=tickets)
    guesses = guesses.filter(sure__gte=facet.threshold)
    if facet.name == FacetName.TOPIC:  # what was learnt from something else names other things
        guesses = guesses.filter(Q(lesson__source=facet.source) | Q(verdict=Verdict.WRONG))
    rows = guesses.order_by("message_id").values_list(
        "message__ticket_id", "message_id", "value", "sure", "verdict", "right_value"
    )
    found: dict[int, Looks] = {}
    for ticket, message, value, sure, verdict, right in rows:
        is_wrong = verdict == Verdict.WRONG
        told = (right, 100 if right else None) if is_wrong else (value, sure)
        found[ticket] = (message, *told)
    return found
