"""What pages and programs are told: why somebody has a ticket, and how a queue stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.kit.database.counting import count_up_to
from maru.kit.database.keyset import page
from maru.staff.members.models import Member
from maru.staff.shifts.roster import Roster, roster_at
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import ABSENCES
from maru.support.routing.choices import OUTS, PARTS, Strategy
from maru.support.routing.kinds import Kind, Line, kinds
from maru.support.routing.models import Decision, Queued, RoutingRule, Seat
from maru.support.routing.people import PLANNED, capacities, loads_of, members_of
from maru.support.routing.queue.queued import ORDER
from maru.support.routing.wording import outs_in_words

SHOWN = 3  # decisions of one ticket
ROWS = 50  # of a page of a queue


@dataclass(frozen=True)
class Seen:
    """One candidate, in the words of the reader. ``percent`` is how near to the best possible."""

    name: str
    is_chosen: bool
    out: str
    load: int
    capacity: int
    percent: int
    parts: list[tuple[str, int]]


@dataclass(frozen=True)
class Why:
    """One decision, as somebody reads it; ``hidden`` others they may not know of, or not kept."""

    decision: Decision
    name: str
    strategy: str
    waited: int  # seconds
    could: list[Seen]
    could_not: list[Seen]
    hidden: int


def decisions_of(kind: str, item: int) -> list[Decision]:
    rows = Decision.objects.filter(kind=kind, item=item).select_related("member", "event")
    return list(rows[:SHOWN])


def known_to(reader: Member, decisions: list[Decision]) -> list[Decision]:
    """Return them with those candidates alone whom ``reader`` may know, for programs: nothing of
    it is to be saved. One query."""
    ids = {each["member"] for one in decisions for each in one.why.get("candidates", ())}
    people = Member.objects.visible_to(reader).filter(pk__in=ids)
    seen = set(people.values_list("pk", flat=True))
    for one in decisions:
        kept = [each for each in one.why.get("candidates", ()) if each["member"] in seen]
        one.why = {**one.why, "candidates": kept}
    return decisions


def queued_of(kind: str, item: int) -> Queued | None:
    rows = Queued.objects.filter(kind=kind, item=item)
    return rows.select_related("team", "came_from").first()


def explained(decisions: Iterable[Decision], reader: Member) -> list[Why]:
    """Say why, with the names of those whom ``reader`` may know. One query."""
    decisions = list(decisions)
    ids = {each["member"] for one in decisions for each in one.why.get("candidates", ())}
    ids |= {one.member_id for one in decisions}
    people = Member.objects.visible_to(reader).filter(pk__in=ids)
    names = {member.pk: str(member) for member in people}
    return [_explained(one, names) for one in decisions]


def _explained(one: Decision, names: Mapping[int, str]) -> Why:
    candidates = one.why.get("candidates", [])
    seen = [_seen(each, names, one) for each in candidates if each["member"] in names]
    strategy = one.why.get("strategy", "")
    return Why(
        decision=one,
        name=names.get(one.member_id, _("somebody")),
        strategy=str(Strategy(strategy).label) if strategy in Strategy.values else strategy,
        waited=max(0, int((one.at - one.since).total_seconds())),
        could=[each for each in seen if not each.out],
        could_not=[each for each in seen if each.out],
        hidden=one.why.get("looked_at", len(candidates)) - len(seen),
    )


def _seen(told: dict[str, Any], names: Mapping[int, str], one: Decision) -> Seen:
    out = told.get("out", "")
    parts = told.get("parts", {})
    return Seen(
        name=names[told["member"]],
        is_chosen=told["member"] == one.member_id,
        out=str(OUTS.get(out, out)),
        load=told.get("load", 0),
        capacity=told.get("capacity", 0),
        percent=min(100, round(100 * told.get("score", 0))),
        parts=[(str(PARTS.get(name, name)), round(100 * value)) for name, value in parts.items()],
    )


@dataclass(frozen=True)
class Place:
    """One member of a team, as the page of its queue shows them. ``planned_out``: why they are
    given nothing, as it is planned; "" where they are to be there."""

    member: Member
    load: int
    capacity: int
    given_at: datetime | None
    planned_out: str = ""

    @property
    def is_full(self) -> bool:
        return self.load >= self.capacity


@dataclass(frozen=True)
class Waiting:
    """One thing that waits; ``why`` says why nobody has it yet."""

    row: Queued
    line: Line
    why: str


@dataclass(frozen=True)
class Board:
    """A team's queue: who is there with how much, and a page of what waits, the first to go
    first. ``next`` is the cursor of what follows, None on the last page."""

    rule: RoutingRule
    people: list[Place]
    waiting: list[Waiting]
    length: int  # of the whole queue, as far as the reader sees it; at most CAP and one
    next: str | None
    is_first: bool

    @property
    def customers(self) -> set[int | None]:
        return {each.line.customer for each in self.waiting}


def board_of(team: Team, reader: Member, *, cursor: str = "") -> Board:
    """Some ten queries, however long the queue is. Raises BadCursor."""
    rule = RoutingRule.of(team)
    people: list[Place] = []
    seen = Q(pk__in=[])
    for kind in kinds():
        people += _people(rule, kind, reader)
        seen |= Q(kind=kind.name, item__in=kind.seen_by(reader).values("pk"))
    rows = Queued.objects.filter(seen, team=team)
    found = page(rows, ORDER, cursor=cursor, size=ROWS, show=_with_who_had_it)
    waiting = _waiting(found.rows, reader)
    return Board(rule, people, waiting, count_up_to(rows), found.next, found.is_first)


def _with_who_had_it(rows: QuerySet[Queued]) -> QuerySet[Queued]:
    return rows.select_related("came_from")


def _people(rule: RoutingRule, kind: Kind, reader: Member) -> list[Place]:
    seen = set(Member.objects.visible_to(reader).values_list("pk", flat=True))
    members = sorted((m for m in members_of(rule) if m.pk in seen), key=str)
    keys = [member.pk for member in members]
    loads, most = loads_of(kind, keys), capacities(rule, kind.name, keys)
    given = dict(
        Seat.objects.filter(member__in=keys, kind=kind.name).values_list("member", "given_at")
    )
    now = timezone.now()
    roster = roster_at(keys, now)
    return [
        Place(m, loads[m.pk], most[m.pk], given.get(m.pk), _planned_out(m, now, roster))
        for m in members
    ]


def _planned_out(member: Member, now: datetime, roster: Roster) -> str:
    presence = PLANNED.get(roster.attendance(member.pk, now))
    return str(OUTS[ABSENCES[presence].value]) if presence else ""


def _waiting(rows: list[Queued], reader: Member) -> list[Waiting]:
    lines = {
        kind.name: kind.lines([row.item for row in rows if row.kind == kind.name], reader)
        for kind in kinds()
    }
    shown = [(row, lines.get(row.kind, {}).get(row.item)) for row in rows]
    return [Waiting(row, line, outs_in_words(row.outs)) for row, line in shown if line]
