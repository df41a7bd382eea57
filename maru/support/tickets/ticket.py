from __future__ import annotations

from datetime import datetime
from functools import cache

from django.db import connection, models
from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from maru.kit.tags.models import Tag
from maru.records.channels.models import Channel
from maru.records.customers.models import ContactPoint, Customer
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power, Role
from maru.staff.teams.models import Team
from maru.support.tickets.assigning import Assigning
from maru.support.tickets.choices import (
    DONE,
    NEVER,
    UNSOLVED,
    Direction,
    Kind,
    Priority,
    Source,
    Status,
    label_of,
)
from maru.support.tickets.describing import Describing
from maru.support.tickets.filling import Filling
from maru.support.tickets.inviting import Inviting
from maru.support.tickets.linking.linking import Linking
from maru.support.tickets.merging.merging import Merging
from maru.support.tickets.replying import Replying
from maru.support.tickets.requesting import Requesting
from maru.support.tickets.rows import row_columns
from maru.support.tickets.scheduling.scheduled import ScheduledAnswer
from maru.support.tickets.scheduling.scheduling import Scheduling
from maru.support.tickets.sifting import Sifting
from maru.support.tickets.snoozing.snoozing import Snoozing
from maru.support.tickets.solving import Solving
from maru.support.tickets.taking_back import TakingBack

# What a list shows of a ticket, and is ordered by: half of its columns.
SHOWN_IN_ROWS = (
    "subject", "status", "priority", "kind", "source", "is_spam", "merged_into", "created_at",
    "updated_at", "is_snoozed", "snoozed_until", "promised_at",
)  # fmt: skip


class TicketQuerySet(models.QuerySet["Ticket"]):
    def visible_to(self, member: Member) -> TicketQuerySet:
        """Return the tickets that exist for ``member``: the door to every page, list and export.

        Their brands', but a private team's only for its members, whoever follows
        or has the ticket; a colleague sees what they were asked about.
        """
        seen = self.filter(brand_id__in=member.brand_ids)
        if member.role == Role.COLLEAGUE and member.is_active:
            followed = Ticket.followers.through.objects.filter(member=member).values("ticket_id")
            seen = seen.filter(Q(assignee=member) | Q(pk__in=followed))
        elif not member.can(Power.READ):
            return self.none()
        if member.hidden_team_ids:
            seen = seen.filter(Q(team=None) | ~Q(team_id__in=member.hidden_team_ids))
        return seen

    def genuine(self) -> TicketQuerySet:
        """Leave out the spam, and what was merged into another: what every list and count begins
        with."""
        return self.filter(is_spam=False, merged_into=None)

    def spam(self) -> TicketQuerySet:
        return self.filter(is_spam=True)

    def unsolved(self) -> TicketQuerySet:
        return self.filter(status__in=UNSOLVED)

    def at_hand(self) -> TicketQuerySet:
        """Leave out what is done, and what is put off."""
        return self.unsolved().filter(is_snoozed=False)

    def holding(self, message_id: str) -> TicketQuerySet:
        """Return those with a message of that Message-ID."""
        from maru.support.tickets.message import Message

        holders = Message.objects.filter(message_id=message_id).values("ticket_id")
        return self.filter(pk__in=holders)

    def hold(self) -> set[int]:
        """Let nobody else write a message into these tickets until the transaction ends (D8).

        Called before one is written, it makes the order of their numbers the order in which
        they are seen: PostgreSQL gives a number at the INSERT and shows the row at the COMMIT,
        so that 8 could appear after somebody has seen 9. SQLite has one writer at a time.
        Returns which of them were merged into others before they were held; nothing on SQLite,
        where what this transaction has read still holds.
        """
        if not connection.features.has_select_for_update:
            return set()
        # Not against what only refers to them: drafts, files, participants.
        rows = self.order_by("pk").select_for_update(no_key=True)
        return {pk for pk, merged in rows.values_list("pk", "merged_into_id") if merged}

    def twins_of(self, ticket: Ticket) -> TicketQuerySet:
        """Return the others that a mail of ``ticket`` went to: it named several mailboxes.

        Costs a query at once. Its mails are named one by one: left to join three lists of
        messages, PostgreSQL takes minutes for a long ticket among a hundred thousand.
        """
        from maru.support.tickets.message import Message

        mails = Message.objects.filter(ticket=ticket, direction=Direction.FROM_CUSTOMER)
        named = set(mails.exclude(message_id="").values_list("message_id", "from_address"))
        same = Message.objects.filter(
            message_id__in={message_id for message_id, _address in named},
            from_address__in={address for _message_id, address in named},
            direction=Direction.FROM_CUSTOMER,
        )
        return self.filter(pk__in=same.values("ticket_id")).exclude(pk=ticket.pk)

    def with_unread(self, member: Member) -> TicketQuerySet:
        """Give each ``is_unread``: whether it holds what ``member`` has not seen."""
        from maru.support.tickets.reading.unread import unread_column

        return self.annotate(is_unread=unread_column(member.pk, timezone.now()))

    def for_rows(self) -> TicketQuerySet:
        """Load what a row shows, and of others than the ticket their names; one more query,
        however many rows."""
        related = ("requester", "assignee", "team", "brand")
        return (
            self.select_related(*related)
            .only(*SHOWN_IN_ROWS, *(f"{name}__name" for name in related))
            .annotate(**_beside_a_row(), **row_columns())
            .prefetch_related("tags")
        )


@cache  # nobody changes them, and to put them together costs as much as a query
def _beside_a_row() -> dict[str, Combinable]:
    """Return the columns of a row that other tables give."""
    points = ContactPoint.objects.filter(customer=OuterRef("requester"))
    # In the same query: few customers have no name, and Django would ask for all.
    reach = When(requester__name="", then=Subquery(points.values("value")[:1]))
    # What is held first; nearly all have none, and an index says so.
    later = ScheduledAnswer.objects.filter(ticket=OuterRef("pk")).in_order()
    return {
        "requester_reach": Case(reach, default=Value("")),
        "scheduled_at": Subquery(later.values("send_at")[:1]),
        "scheduled_state": Subquery(later.values("state")[:1]),
    }


class Ticket(
    Replying,
    TakingBack,
    Scheduling,
    Solving,
    Filling,
    Sifting,
    Snoozing,
    Assigning,
    Describing,
    Inviting,
    Requesting,
    Linking,
    Merging,
    models.Model,
):
    """One enquiry from its first word to its last, however long it takes."""

    number = models.BigAutoField(primary_key=True)
    subject = models.CharField(max_length=500)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.QUESTION)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.EMAIL)
    # No index of these three alone: SQLite, which keeps no statistics, would walk and sort all of
    # a brand, or whatever a member ever had, where the indexes below give the order at once.
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    channel = models.ForeignKey(Channel, null=True, blank=True, on_delete=models.PROTECT)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False)
    assignee = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned",
        db_index=False,
    )  # fmt: skip
    # None: a mail that names no sender.
    requester = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    followers = models.ManyToManyField(Member, related_name="followed", blank=True)
    tags = models.ManyToManyField(Tag, related_name="tickets", blank=True)
    follow_up_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="follow_ups"
    )
    # Id of the newest message that the customer wrote or got: what a reply must have seen (D8).
    last_public_id = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    first_answered_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    # When the next thing that was promised is due: for lists, which stand in its order. NEVER:
    # nothing is. Support/servicelevels works it out.
    promised_at = models.DateTimeField(default=NEVER, editable=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-number"]
        indexes = [
            models.Index(fields=["-updated_at", "-number"], name="tickets_newest"),
            models.Index(fields=["-created_at", "-number"], name="tickets_by_created"),
            models.Index(fields=["status", "-updated_at", "-number"], name="tickets_by_status"),
            # Of what few have, all tickets would be read until a page is full (see orders.py), and
            # those of a name be sorted (see owners.py).
            *(
                models.Index(fields=[name, "-updated_at", "-number"], name=f"tickets_by_{name}")
                for name in ("priority", "kind", "source", "team")
            ),
            # The rest of that order is sorted within one subject.
            models.Index(fields=["subject"], name="tickets_by_subject"),
            models.Index(fields=["assignee", "status", "-updated_at"], name="tickets_of_assignee"),
            models.Index(fields=["requester", "-updated_at"], name="tickets_of_requester"),
            models.Index(
                fields=["promised_at", "-updated_at", "-number"], name="tickets_by_promise"
            ),
            models.Index(
                fields=["-updated_at", "-number"],
                name="tickets_spam",
                condition=Q(is_spam=True),
            ),
            models.Index(
                fields=["snoozed_until"],
                name="tickets_snoozed",
                condition=Q(is_snoozed=True),
            ),
            models.Index(
                fields=["-updated_at", "-number"],
                name="tickets_snoozed_newest",
                condition=Q(is_snoozed=True),
            ),
            models.Index(
                fields=["solved_at"],
                name="tickets_by_solved",
                condition=Q(solved_at__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="tickets_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Status, self.status)

    def get_priority_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Priority, self.priority)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Kind, self.kind)

    def get_source_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Source, self.source)

    @property
    def promise(self) -> datetime | None:
        """When the next thing that was promised is due; None where nothing is."""
        return None if self.promised_at == NEVER else self.promised_at

    @property
    def is_done(self) -> bool:
        return self.status in DONE
