from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.escalations.paths.level import ASKED, EscalationLevel, Way
from maru.support.escalations.paths.path import EscalationPath
from maru.support.servicelevels.kept import Kept
from maru.support.servicelevels.targets import State
from maru.support.sideconversations.models import SideConversation
from maru.support.tickets.choices import label_of
from maru.support.tickets.merging.belonging import Belonging
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.escalations.showing import Chain

LONGEST = 1_000  # characters of a reason, or of a note


class Outcome(models.TextChoices):
    """How it ended."""

    RETURNED = "returned", _("Given back")
    TAKEN_BACK = "taken_back", pgettext_lazy("escalation", "Taken back")
    ANSWERED = "answered", _("Answer received")
    SOLVED = "solved", _("Solved there")
    MERGED = "merged", _("Ticket merged")


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def visible_to(self, member: Member) -> EscalationQuerySet:
        """Return those of the tickets that exist for ``member``."""
        seen = Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket"))
        return self.filter(Exists(seen))

    def open(self) -> EscalationQuerySet:
        """Return those that are not over."""
        return self.filter(closed_at=None)

    def handed(self) -> EscalationQuerySet:
        """Return those by which a ticket went to a team, in the order in which it did."""
        return self.filter(way=Way.TEAM).order_by("id")

    def asked(self) -> EscalationQuerySet:
        """Return those by which somebody is asked while the ticket stays."""
        return self.filter(way__in=ASKED)

    def awaited(self) -> EscalationQuerySet:
        """Return those that are to be warned of, or told as overdue, at ``due_at``."""
        return self.filter(due_at__isnull=False, closed_at=None)

    def overdue(self, now: datetime) -> EscalationQuerySet:
        """Return those whose deadline has passed by ``now``, and that are not answered."""
        return self.open().filter(promised_at__lte=now)

    def of(self, member: Member) -> EscalationQuerySet:
        """Return the open ones that ``member`` answers for, and those that wait to be taken by
        them, or by a team of theirs."""
        mine = Team.objects.filter(members=member).values("pk")
        waiting = Q(way=Way.TEAM, taken_at=None) & (Q(to_team__in=mine) | Q(level__person=member))
        return self.open().visible_to(member).filter(Q(owner=member) | waiting)

    def loaded(self) -> EscalationQuerySet:
        """Load whom the chain names; one query."""
        return self.select_related("owner", "by", "taken_by", "closed_by", "side", "level")


_Manager = models.Manager.from_queryset(EscalationQuerySet)


class Escalations(_Manager["Escalation"]):
    """All of them, or through ``ticket.escalations`` those of one ticket."""

    def of_page(self) -> Chain:
        """Return the chain of the ticket, asked once for each Ticket at hand: its page shows it
        in several places."""
        from maru.support.escalations.showing import chain

        ticket: Any = self.instance  # type: ignore[attr-defined]
        if not hasattr(ticket, "shown_chain"):
            ticket.shown_chain = chain(ticket)
        shown: Chain = ticket.shown_chain
        return shown


class Escalation(Belonging, Kept):
    """One time that a ticket was handed up to a level, or somebody was asked about it, for a
    reason and until a time; open until it is back.

    ``owner`` answers for it, and is never nobody (0460). As a clock (``Kept``) it counts working
    time from ``started_at`` on (0461).
    """

    path = models.ForeignKey(EscalationPath, null=True, on_delete=models.SET_NULL, related_name="+")
    level = models.ForeignKey(
        EscalationLevel, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # As they were, whatever becomes of the level.
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()  # of the level in its path, from 1
    way = models.CharField(max_length=10, choices=Way.choices)
    from_name = models.CharField(max_length=80, blank=True, default="")  # of the level below
    from_team = models.ForeignKey(
        Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    to_team = models.ForeignKey(
        Team, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    side = models.OneToOneField(
        SideConversation, null=True, on_delete=models.SET_NULL, related_name="escalation"
    )
    reason = models.TextField(max_length=LONGEST)
    by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    by_name = models.CharField(max_length=200)  # also of a rule
    # Who had the ticket before, and gets it back.
    from_owner = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    owner = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="escalations", db_index=False
    )
    taken_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True, default="")
    note = models.TextField(max_length=LONGEST, blank=True, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    warn = models.PositiveIntegerField(default=0)  # seconds before its end; 0: no warning
    pauses = models.JSONField(default=list)  # statuses of the ticket in which it stands still
    created_at = models.DateTimeField(default=timezone.now)

    objects = Escalations()

    class Meta(Belonging.Meta):
        ordering = ["id"]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "id"], name="escalations_of_ticket"),
            models.Index(
                fields=["ticket", "number"], name="escalations_open", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["owner"], name="escalations_owned", condition=Q(closed_at=None)
            ),
            models.Index(
                fields=["due_at", "id"],
                name="escalations_awaited",
                condition=Q(due_at__isnull=False, closed_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]
        return label_of(Outcome, self.outcome) if self.outcome else ""

    @property
    def is_over(self) -> bool:
        return self.closed_at is not None

    @property
    def is_asked(self) -> bool:
        return self.way in ASKED

    @property
    def is_waiting(self) -> bool:
        """Whether nobody of the level has taken it yet."""
        return not self.is_over and not self.is_asked and self.taken_at is None

    @property
    def is_answered(self) -> bool:
        """Whether whoever is asked had the last word: its time stands still."""
        return not self.is_over and self.is_asked and self.state == State.PAUSED

    @property
    def told(self) -> dict[str, Any]:
        """Return what events say of it."""
        return {
            "escalation": self.pk, "name": self.name, "number": self.number, "way": self.way,
            "from": self.from_name, "owner": self.owner_id,
            "promised_at": self.promised_at.isoformat() if self.promised_at else None,
        }  # fmt: skip
