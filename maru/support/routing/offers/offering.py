"""Offers: made, taken, declined, and what becomes of those that nobody answers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.jobs import bell
from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.shifts.roster import Roster, roster_at
from maru.support.routing.brain.nouns import Choice, Presence
from maru.support.routing.choices import Because
from maru.support.routing.giving.decision import why_of
from maru.support.routing.giving.seat import sit
from maru.support.routing.kinds import Kind, Line, kind_named, kinds
from maru.support.routing.models import Decision, Offer, Queued, RoutingRule, Seat
from maru.support.routing.offers.offer import OfferState
from maru.support.routing.people import presence_of

BELL = "routing"
BATCH = 200
# Whoever passed something on is asked again after this: nothing waits for ever because all did.
PASSED_FOR = timedelta(minutes=10)


def open_to(member: Member) -> list[tuple[Offer, Line]]:
    """Return what ``member`` is offered now and may see. One query where that is nothing."""
    found = list(Offer.objects.of(member))
    lines = {
        kind.name: kind.lines([o.item for o in found if o.kind == kind.name], member)
        for kind in (kinds() if found else ())
    }
    shown = [(each, lines.get(each.kind, {}).get(each.item)) for each in found]
    return [(each, line) for each, line in shown if line]


class OfferGone(Refusal):
    """It is no longer theirs to answer."""

    def __init__(self) -> None:
        super().__init__(409, "gone", _("This offer has ended: somebody has it, or it goes on."))


def offer(rule: RoutingRule, kind: Kind, row: Queued, member: Member, choice: Choice) -> bool:
    """Ask ``member`` whose seat is held; return False if it waits no longer."""
    if not kind.waiting([rule.team_id]).filter(pk=row.item).exists():
        return False
    now = timezone.now()
    try:
        with transaction.atomic():
            event = Event.record(
                f"{kind.name}.offered", kind.subject(row.item), by=rule,
                after={"member": member.pk, "name": str(member)},
            )  # fmt: skip
            Offer.objects.create(
                kind=kind.name, item=row.item, team_id=rule.team_id, member=member, made_at=now,
                ends_at=now + timedelta(seconds=rule.offer_seconds), since=row.since,
                why=why_of(choice, rule.told), event=event,
            )  # fmt: skip
    except IntegrityError:  # another worker was faster
        return False
    Seat.objects.filter(member=member, kind=kind.name).update(given_at=now)
    return True


def accept(offered: Offer, *, by: Member) -> None:
    """Take it. Raises OfferGone."""
    kind = kind_named(offered.kind)
    with transaction.atomic():
        rule = RoutingRule.objects.select_related("team").filter(team=offered.team_id).first()
        Seat.of([by.pk], kind.name)
        Seat.hold(by.pk, kind.name)
        is_open = rule is not None and rule.is_on and offered.ends_at > timezone.now()
        if rule is None or not is_open or not _may_have(offered, by):
            raise OfferGone
        if not offered.end(OfferState.ACCEPTED):
            raise OfferGone
        event = kind.give(offered.item, by, team=offered.team_id, by=rule, because=offered.event)
        if event is None:
            raise OfferGone
        now = timezone.now()
        sit(by.pk, kind.name, now)
        Queued.objects.filter(kind=kind.name, item=offered.item).delete()
        Decision.objects.create(
            kind=kind.name, item=offered.item, team_id=offered.team_id, member=by, at=now,
            since=offered.since, event=event, why={**offered.why, "accepted": True},
        )  # fmt: skip


def _may_have(offered: Offer, member: Member) -> bool:
    """Return whether they are still of the team, and see what they were offered."""
    is_inside = member.teams.filter(pk=offered.team_id).exists()
    return is_inside and offered.item in kind_named(offered.kind).lines([offered.item], member)


def decline(offered: Offer, *, by: Member) -> None:
    """Pass it on. Raises OfferGone."""
    with transaction.atomic():
        if not offered.end(OfferState.DECLINED):
            raise OfferGone
        _pass_on(offered, Because.DECLINED, by=by)
    bell.ring_now(BELL)


def withdraw_elsewhere(teams: Collection[int]) -> int:
    """Withdraw what is offered for a team that is none of ``teams``, whose routing is on; return
    how many. One query."""
    gone = Offer.objects.open().exclude(team__in=teams)
    return gone.update(state=OfferState.WITHDRAWN, answered_at=timezone.now())


def end_offers() -> int:
    """End what was not answered in time, and what is offered to who is absent; return how many."""
    now = timezone.now()
    rows = list(Offer.objects.open().select_related("member").order_by("ends_at")[:BATCH])
    roster = roster_at({row.member_id for row in rows}, now) if rows else None
    return sum(_end(offered, now, roster) for offered in rows if roster)


def _end(offered: Offer, now: datetime, roster: Roster) -> bool:
    member = offered.member
    is_there = member.is_active and presence_of(member, now, roster) == Presence.HERE
    if offered.ends_at > now and is_there:
        return False
    is_late = offered.ends_at <= now
    with transaction.atomic():
        if not offered.end(OfferState.TIMED_OUT if is_late else OfferState.WITHDRAWN):
            return False
        if is_late:
            _pass_on(offered, Because.TIMED_OUT, by=None)
    return True


def _pass_on(offered: Offer, because: str, *, by: Member | None) -> None:
    kind = kind_named(offered.kind)
    Event.record(
        f"{kind.name}.offer_passed", kind.subject(offered.item), by=by,
        after={"name": str(offered.member), "because": because}, because=offered.event,
    )  # fmt: skip
    rows = Queued.objects.select_for_update(no_key=True)
    row = rows.filter(kind=offered.kind, item=offered.item).first()
    if row:
        row.passed_by = {**row.passed_by, str(offered.member_id): timezone.now().isoformat()}
        row.because, row.came_from_id = because, offered.member_id
        row.save(update_fields=["passed_by", "because", "came_from"])


def passed_by(row: Queued, now: datetime) -> frozenset[int]:
    """Return who passed it on lately."""
    return frozenset(
        int(member)
        for member, at in row.passed_by.items()
        if now - datetime.fromisoformat(at) < PASSED_FOR
    )
