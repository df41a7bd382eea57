"""Working off what came: each alone, once, in one transaction with what it did."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from maru.extensions.webhooks.arrival import KEPT, Arrival, ArrivalState
from maru.extensions.webhooks.asking import Asked, asked, parsed
from maru.extensions.webhooks.inlet import Does, Inlet
from maru.extensions.webhooks.mapping import Unmapped
from maru.kit.api.errors import ApiError
from maru.kit.conditions import Asking, BadCondition
from maru.kit.database.leases import claim, given_back
from maru.kit.fields.programs import fill_fields
from maru.kit.jobs import sweep
from maru.kit.refusing.refusal import Refusal
from maru.kit.text.storable import storable
from maru.records.customers.recognition import recognise
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.choices import Source
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.vocabulary import TICKETS

log = logging.getLogger(__name__)

TOGETHER = 20
LEASE = timedelta(minutes=2)
PAUSES = [timedelta(seconds=s) for s in (5, 30, 120, 600)]
BATCH = 1_000


@sweep("programs.arrivals", every=2, may_take=LEASE.total_seconds())
def work_off() -> int:
    """Carry out what waits, in the order in which it came; return how many."""
    claimed = claim(Arrival.objects.waiting(), limit=TOGETHER, lease=LEASE)
    count = len(claimed)
    with given_back(claimed):
        for arrival in list(claimed):
            _work_off(arrival)
            claimed.remove(arrival)
    return count


def _work_off(arrival: Arrival) -> None:
    try:
        with transaction.atomic():
            # First, so that of two workers one goes on.
            mine = Arrival.objects.filter(arrival.is_mine(), state=ArrivalState.WAITING)
            if mine.update(state=ArrivalState.DONE, done_at=timezone.now(), lease_until=None):
                ticket = _carry_out(arrival)
                Arrival.objects.filter(pk=arrival.pk).update(ticket=ticket.pk)
    except Unmapped as why:
        _fail(arrival, why.code, why.detail)
    except PermissionDenied:
        _fail(arrival, "not_allowed", "")
    except ApiError as why:
        _fail(arrival, "bad_field", why.message)
    except Refusal as why:
        _fail(arrival, "refused", why.words)
    except Exception:
        log.exception("Arrival %s could not be worked off", arrival.pk)
        _later(arrival)


def _fail(arrival: Arrival, trouble: str, detail: str) -> None:
    Arrival.objects.filter(arrival.is_mine()).update(
        state=ArrivalState.FAILED, trouble=trouble, detail=storable(detail, 300),
        done_at=timezone.now(), lease_until=None,
    )  # fmt: skip


def _later(arrival: Arrival) -> None:
    if arrival.attempts > len(PAUSES):
        return _fail(arrival, "failed", "")
    due = timezone.now() + PAUSES[arrival.attempts - 1]
    Arrival.objects.filter(arrival.is_mine()).update(due_at=due, lease_until=None)
    return None


def _carry_out(arrival: Arrival) -> Ticket:
    inlet = Inlet.objects.select_related("member", "brand").get(pk=arrival.inlet_id)
    if not inlet.member.is_active:
        raise Unmapped("nobody")
    what = asked(inlet, parsed(arrival.body))
    ticket = _opened(inlet, what) if inlet.does == Does.OPENS else _added(inlet, what)
    by = inlet.member
    fill_fields(what.fields, "ticket", lambda f, given: ticket.fill_field(f, given, by=by))
    return ticket


def _opened(inlet: Inlet, what: Asked) -> Ticket:
    by = inlet.member
    customer = recognise("email", what.email, brand=inlet.brand, name=what.name[:200])
    fields = {name: value for name in ("priority", "kind") if (value := getattr(what, name))}
    ticket = open_ticket(
        by=by, brand=inlet.brand, requester=customer, subject=what.subject, text=what.body,
        source=Source.API, **fields,
    )  # fmt: skip
    if what.tags:
        ticket.tag_only(what.tags, by=by)
    return ticket


def _added(inlet: Inlet, what: Asked) -> Ticket:
    ticket = _found(inlet, what.find, inlet.member).survivor()
    # It may have been merged into one that its member does not see.
    if not Ticket.objects.visible_to(inlet.member).filter(pk=ticket.pk).exists():
        raise Unmapped("no_ticket", what.find[:200])
    by = inlet.member
    # As on a page: to read a ticket is not to change it.
    if not by.can(Power.REPLY):
        raise PermissionDenied
    if what.note:
        ticket.note(what.note, by=by)
    if what.priority:
        ticket.set_priority(what.priority, by=by)
    if what.kind:
        ticket.set_kind(what.kind, by=by)
    if what.tags:
        ticket.tag_only([*(tag.name for tag in ticket.tags.all()), *what.tags], by=by)
    return ticket


def _found(inlet: Inlet, said: str, by: Member) -> Ticket:
    """Return the ticket of that number, or the newest whose field says so."""
    rows = Ticket.objects.visible_to(by).filter(brand=inlet.brand)
    if key := inlet.mapping.get("find_by", ""):
        try:
            condition = TICKETS.read({"field": f"fields.{key}", "op": "is", "value": said})
        except BadCondition:
            raise Unmapped("no_ticket", said[:200]) from None
        found = rows.filter(TICKETS.query(condition, Asking(me=by.pk))).order_by("-pk").first()
    else:
        number = said.lstrip("#")
        fits = number.isascii() and number.isdecimal() and len(number) < 19
        found = rows.filter(pk=int(number)).first() if fits else None
    if found is None:
        raise Unmapped("no_ticket", said[:200])
    return found


@sweep("programs.forgetting", every=3600)
def forget_old() -> int:
    """Forget what came two weeks ago, but what still waits."""
    old = Arrival.objects.filter(came_at__lt=timezone.now() - KEPT)
    done = old.exclude(state=ArrivalState.WAITING).order_by("came_at")
    ids = list(done.values_list("pk", flat=True)[:BATCH])
    Arrival.objects.filter(pk__in=ids).delete()
    return len(ids)
