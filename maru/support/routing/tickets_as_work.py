"""Tickets are work: they wait while nobody has them, and count while they are open."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import Left
from django.urls import reverse

from maru.kit.conditions import Asking, Condition
from maru.kit.mailparse.language import language_of
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.routing.brain.nouns import Work
from maru.support.routing.kinds import Kind, Line, Waits
from maru.support.tickets.choices import NEVER, Direction, Status
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS

OURS = (Status.NEW, Status.OPEN)  # what waits for us: the others wait for somebody else
READ = 400  # characters of a first message, by which its language is told
# What makes a ticket wait; the last of them is the cause of its being given.
CAUSES = (
    "ticket.opened", "ticket.received", "ticket.team", "ticket.assigned", "ticket.status",
    "ticket.woken", "ticket.spam", "ticket.unmerged", "ticket.queued",
)  # fmt: skip


def at_hand() -> TicketQuerySet:
    """Return the tickets in which it is our turn, that are not put off."""
    return Ticket.objects.genuine().filter(status__in=OURS, is_snoozed=False)


class TicketsAsWork(Kind):
    def waiting(self, teams: Collection[int]) -> TicketQuerySet:
        return at_hand().filter(team__in=teams, assignee=None)

    def waits(self, rows: QuerySet[Any]) -> Iterable[Waits]:
        had = Event.objects.filter(
            subject_kind="ticket", subject_id=OuterRef("pk"), verb="ticket.assigned"
        )
        values = rows.annotate(was_had=Exists(had)).values_list(
            "pk", "team_id", "created_at", "updated_at", "priority", "promised_at", "was_had"
        )
        for pk, team, created, updated, priority, promised_at, was_had in values:
            since = updated if was_had else created
            yield Waits(pk, team, since, priority, promised_at, is_new=not was_had)

    def works(
        self,
        since: Mapping[int, datetime],
        *,
        known_after: datetime | None = None,
        with_language: bool = False,
    ) -> list[Work]:
        rows = Ticket.objects.filter(pk__in=since.keys())
        columns = ("pk", "priority", "brand_id", "requester_id", "promised_at")
        values = list(rows.values_list(*columns))
        known = _known({row[3] for row in values}, known_after) if known_after else {}
        languages = _languages(since.keys()) if with_language else {}
        return [
            Work(
                key=pk, kind=self.name, since=since[pk].timestamp(), priority=priority,
                due=None if promised_at == NEVER else promised_at.timestamp(), brand=brand,
                known_to=known.get(requester), language=languages.get(pk, ""),
            )
            for pk, priority, brand, requester, promised_at in values
        ]  # fmt: skip

    def meeting(self, condition: Condition, items: Collection[int]) -> Iterable[int]:
        rows = Ticket.objects.filter(TICKETS.query(condition, Asking()), pk__in=items)
        return rows.order_by().values_list("pk", flat=True)

    def loads(self, members: Collection[int]) -> dict[int, int]:
        rows = at_hand().filter(assignee__in=members).order_by()
        return dict(rows.values("assignee").annotate(n=Count("pk")).values_list("assignee", "n"))

    def subject(self, item: int) -> Ticket:
        return Ticket(pk=item)

    def give(
        self, item: int, to: Member, *, team: int, by: Actor, because: Event | None = None
    ) -> Event | None:
        ticket = self._held(item, team)
        if ticket is None:
            return None
        ticket.assign(to, by=by, because=because or _cause(item))
        given = Event.of(ticket).filter(verb="ticket.assigned")
        return given.order_by("-id").first()

    def hand_to(self, item: int, team: Team, *, was: int, by: Actor) -> bool:
        ticket = self._held(item, was)
        return ticket is not None and ticket.hand_to(team, by=by, because=_cause(item))

    def _held(self, item: int, team: int) -> Ticket | None:
        # Whoever takes it by hand meanwhile is first: the row is held, and asked once more.
        rows = self.waiting([team]).filter(pk=item)
        return rows.select_for_update(no_key=True, of=("self",)).first()

    def take_from(self, member: int, *, team: int, by: Actor, because: Event | None) -> list[int]:
        theirs = Message.objects.filter(
            pk=OuterRef("last_public_id"), direction=Direction.FROM_CUSTOMER
        )
        rows = at_hand().filter(Exists(theirs), team=team, assignee=member)
        with transaction.atomic():
            held = list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))
            for ticket in held:
                ticket.assign(None, by=by, because=because)
        return [ticket.pk for ticket in held]

    def seen_by(self, member: Member) -> TicketQuerySet:
        return Ticket.objects.visible_to(member)

    def lines(self, items: Collection[int], member: Member) -> dict[int, Line]:
        rows = Ticket.objects.visible_to(member).filter(pk__in=items)
        loaded = rows.select_related("requester").only(
            "subject", "priority", "requester", "requester__name"
        )
        return {
            ticket.pk: Line(
                ticket.pk, ticket.subject, reverse("desk:ticket", args=[ticket.pk]),
                ticket.priority, ticket.requester.name if ticket.requester else "",
                ticket.requester_id,
            )
            for ticket in loaded
        }  # fmt: skip


def _languages(items: Collection[int]) -> dict[int, str]:
    """Return in which language each customer wrote first: as their mail says, else as it looks."""
    theirs = Message.objects.filter(ticket__in=items, direction=Direction.FROM_CUSTOMER)
    rows = theirs.annotate(start=Left("text", READ)).order_by("-pk")
    return {
        ticket: (said or language_of(start))[:2].lower()
        for ticket, said, start in rows.values_list("ticket", "language", "start")
    }


def _cause(item: int) -> Event | None:
    events = Event.objects.filter(subject_kind="ticket", subject_id=item, verb__in=CAUSES)
    return events.order_by("-id").first()


def _known(requesters: Collection[int | None], after: datetime) -> dict[int | None, int]:
    """Return requester -> who answered them last, after then."""
    answers = Message.objects.filter(
        direction=Direction.TO_CUSTOMER, member__isnull=False, created_at__gte=after,
        ticket__requester__in=[pk for pk in requesters if pk],
    )  # fmt: skip
    rows = answers.order_by("pk").values_list("ticket__requester_id", "member_id")
    return {requester: member for requester, member in rows if member is not None}
