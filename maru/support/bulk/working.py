"""Carrying a bulk change on, and taking it back: part by part, each in one short transaction."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import F

from maru.kit.refusing.refusal import Refusal
from maru.staff.errands.carrying import carry
from maru.staff.errands.models import Errand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.step import Step
from maru.support.bulk.bulk_change import AT_ONCE, BulkChange
from maru.support.bulk.bulk_part import BulkPart
from maru.support.bulk.telling import tell_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet

PATIENCE = 5.0  # seconds that a request works on; the worker does what is left


class NotAllowed(Exception):
    """Whoever asked may not change tickets any more."""


def do_now(change: BulkChange) -> None:
    """Begin it, and do a small one at once; what is left of it, or a larger one, a worker does."""
    is_mine = change.total <= AT_ONCE
    if change.begin(is_mine=is_mine) and is_mine and change.errand:
        _carry_here(change.errand)
        change.refresh_from_db()


def undo_now(change: BulkChange) -> bool:
    """As ``do_now``, back; False if there is nothing to take back."""
    is_mine = change.changed <= AT_ONCE
    if not change.undo(is_mine=is_mine):
        return False
    if is_mine and change.undoing:
        _carry_here(change.undoing)
        change.refresh_from_db()
    return True


def _carry_here(errand: Errand) -> None:
    carry(errand, seconds=PATIENCE)
    errand.put_away()  # whoever asked is told by the answer; what is left for the worker shows


def carry_on(errand: Errand, until: float) -> bool:
    """Do parts until it is ``until`` o'clock (monotonic); return whether all are done."""
    change, cause = errand.bulk_change, errand.cause
    try:
        while part := change.parts.filter(outcome__isnull=True).order_by("position").first():
            _do(part, change, errand, cause)
            if time.monotonic() > until:
                return False
    except NotAllowed:
        errand.fail("not_allowed")
        return True
    change.refresh_from_db()
    with transaction.atomic():
        errand.finish(changed=change.changed, same=change.same, left=sum(change.left.values()))
        tell_of(change, cause)
    return True


def carry_back(errand: Errand, until: float) -> bool:
    """Take parts back, the last one first, as ``carry_on`` does them."""
    change, cause = errand.bulk_undone, errand.cause
    rest = change.parts.filter(undone__isnull=True, outcome__isnull=False)
    try:
        while part := rest.order_by("-position").first():
            _take_back(part, change, errand, cause)
            if time.monotonic() > until:
                return False
    except NotAllowed:
        errand.fail("not_allowed")
        return True
    change.refresh_from_db()
    errand.finish(undone=change.undone, kept=sum(change.kept.values()))
    return True


def _do(part: BulkPart, change: BulkChange, errand: Errand, cause: Event) -> None:
    with transaction.atomic():
        errand.hold(done=errand.done + len(part.numbers))
        step = Step(change.changes, _asker(change))
        changed: dict[str, Any] = {}
        same: list[int] = []
        left: dict[str, list[int]] = {}
        tickets = _held(part.numbers, step.asker)
        for number in part.numbers:
            if (ticket := tickets.get(number)) is None:
                left.setdefault("unseen", []).append(number)
                continue
            try:
                if was := step.do(ticket, cause):
                    changed[str(number)] = was
                else:
                    same.append(number)
            except Refusal as why:
                left.setdefault(why.code, []).append(number)
        part.outcome = {"changed": changed, "same": same, "left": left}
        part.save(update_fields=["outcome"])
        _count(change, "left", left, changed=len(changed), same=len(same))


def _take_back(part: BulkPart, change: BulkChange, errand: Errand, cause: Event) -> None:
    was = {int(number): before for number, before in (part.outcome or {})["changed"].items()}
    with transaction.atomic():
        errand.hold(done=errand.done + len(was))
        step = Step(change.changes, _asker(change))
        undone: list[int] = []
        kept: dict[str, list[int]] = {}
        tickets = _held(list(was), step.asker)
        since = _since(was, step, change)
        for number, before in was.items():
            ticket = tickets.get(number)
            reason = "unseen"
            if ticket is not None:
                reason = step.take_back(ticket, before, since.get(number, []), cause)
            if reason:
                kept.setdefault(reason, []).append(number)
            else:
                undone.append(number)
        part.undone = {"undone": undone, "kept": kept}
        part.save(update_fields=["undone"])
        _count(change, "kept", kept, undone=len(undone))


def _asker(change: BulkChange) -> Member:
    """Return who asked, as they are now. Raises NotAllowed."""
    member = Member.objects.get_queryset().get(pk=change.by_id)
    if not member.can(Power.CHANGE):
        raise NotAllowed
    return member


def _held(numbers: list[int], by: Member) -> dict[int, Ticket]:
    """Return those that ``by`` sees now; nobody else changes them until the transaction ends."""
    rows: TicketQuerySet = Ticket.objects.filter(pk__in=numbers)
    rows.hold()
    seen = Ticket.objects.visible_to(by).filter(pk__in=numbers)
    return seen.select_related("team", "brand").in_bulk()


def _since(numbers: Any, step: Step, change: BulkChange) -> dict[int, list[Event]]:
    """Return, ticket by ticket, what was done to it since and not by this change. One query."""
    cause = change.errand.cause if change.errand else None
    found: dict[int, list[Event]] = {}
    if cause is None or not step.verbs:
        return found
    rows = Event.objects.filter(
        subject_kind="ticket", subject_id__in=list(numbers), pk__gt=cause.pk, verb__in=step.verbs
    )
    own = rows.filter(cause=cause)
    # An event of before the change's own is no later one, whenever the step was asked for.
    done_at = {event.subject_id: event.pk for event in own.order_by("pk")}
    for event in rows.exclude(pk__in=own.values("pk")).order_by("pk"):
        if event.pk > done_at.get(event.subject_id, 0):
            found.setdefault(event.subject_id, []).append(event)
    return found


def _count(change: BulkChange, name: str, reasons: dict[str, list[int]], **more: int) -> None:
    """Add up in the row. Only who has the errand's lease comes here, one after another."""
    kept = BulkChange.objects.get(pk=change.pk)
    sums = Counter(getattr(kept, name)) + Counter({k: len(v) for k, v in reasons.items()})
    added = {field: F(field) + number for field, number in more.items()}
    BulkChange.objects.filter(pk=change.pk).update(**{name: dict(sums)}, **added)
