from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.merging.belonging import Belonging
from maru.support.tickets.models import Ticket

if TYPE_CHECKING:
    from maru.support.sideconversations.message import SideMessage

LONGEST = 500  # characters of a subject


class SideConversationQuerySet(models.QuerySet["SideConversation"]):
    def visible_to(self, member: Member) -> SideConversationQuerySet:
        """Return those of the tickets that exist for ``member``, and those they take part in.

        Whoever is asked sees what they are asked, not the ticket beside which it is.
        """
        # Asked of each conversation, of which there are few: not all tickets that one sees.
        seen = Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket"))
        return self.filter(Q(Exists(seen)) | Q(pk__in=self._with(member)))

    def asked(self, member: Member) -> SideConversationQuerySet:
        """Return those that ``member`` takes part in, by name or by a team of theirs."""
        return self.filter(pk__in=self._with(member))

    def open(self) -> SideConversationQuerySet:
        return self.filter(done_at=None)

    def for_list(self) -> SideConversationQuerySet:
        """Load who takes part: two or three queries more, for any number."""
        people = ("participants__member", "participants__team")
        return self.order_by("id").prefetch_related(*people)

    def _with(self, member: Member) -> Any:
        from maru.support.sideconversations.participant import SideParticipant

        rows = SideParticipant.objects.of(member)
        return rows.filter(
            conversation__ticket__brand_id__in=member.brand_ids if member.is_active else []
        ).values("conversation")


_Manager = models.Manager.from_queryset(SideConversationQuerySet)


class SideConversations(_Manager["SideConversation"]):
    """All of them, or through ``ticket.sideconversations`` those of one ticket."""

    def of_page(self) -> list[SideConversation]:
        """Return those of the ticket with who takes part, asked once for each Ticket at hand: its
        page shows them in several places."""
        ticket: Any = self.instance  # type: ignore[attr-defined]
        if not hasattr(ticket, "shown_sides"):
            ticket.shown_sides = list(self.for_list())
        shown: list[SideConversation] = ticket.shown_sides
        return shown


class SideConversation(Belonging):
    """A conversation beside a ticket, of which its customer sees nothing (0370)."""

    subject = models.CharField(max_length=LONGEST)
    started_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="side_conversations", db_index=False
    )
    # The last word is ours: somebody else is to say something.
    awaits_answer = models.BooleanField(default=True)
    # The ticket was put on hold for it, and comes back with the answer.
    holds_ticket = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)  # when something was said last

    objects = SideConversations()

    class Meta(Belonging.Meta):
        ordering = ["id"]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "id"], name="side_of_ticket"),
            models.Index(fields=["ticket"], name="side_open", condition=Q(done_at=None)),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def whom(self) -> str:
        """Who is asked, by their names. Costs nothing where they are loaded."""
        return ", ".join(each.short for each in self.participants.all())

    @property
    def told(self) -> dict[str, Any]:
        """Return what events say of it."""
        return {"side": self.pk, "subject": self.subject}

    def close(self, *, by: Member, because: Event | None = None) -> bool:
        """Say that nothing more is to come; return False if somebody had already."""
        with transaction.atomic():
            # One conditional UPDATE: of two who close it at once one leaves an event.
            now = timezone.now()
            if not self._row.filter(done_at=None).update(done_at=now, done_by=by):
                return False
            self.done_at, self.done_by = now, by
            Event.record("ticket.side_done", self.ticket, by=by, after=self.told, because=because)
        return True

    def reopen(self, *, by: Member | None, because: Event | None = None) -> bool:
        """Open it again, as an answer does by itself; return False if it was open."""
        with transaction.atomic():
            if not self._row.exclude(done_at=None).update(done_at=None, done_by=None):
                return False
            self.done_at, self.done_by = None, None
            Event.record(
                "ticket.side_reopened", self.ticket, by=by, after=self.told, because=because
            )
        return True

    def hold(self) -> None:
        """Let nobody else write into it until the transaction ends, and read it anew."""
        held = self._row.select_for_update(no_key=True, of=("self",)).select_related("ticket")
        now = held.get()
        for field in ("ticket_id", "awaits_answer", "holds_ticket", "done_at", "done_by_id"):
            setattr(self, field, getattr(now, field))
        self.ticket = now.ticket

    @property
    def newest(self) -> SideMessage | None:
        return self.messages.filter(copy_of=None).order_by("-id").first()

    @property
    def _row(self) -> models.QuerySet[SideConversation]:
        return SideConversation.objects.filter(pk=self.pk)
