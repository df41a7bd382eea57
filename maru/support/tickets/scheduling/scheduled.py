from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.kit.written import Written
from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.choices import Status
from maru.support.tickets.merging.belonging import Belonging

if TYPE_CHECKING:
    from maru.support.tickets.files import NewFile


class ScheduledState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("scheduled answer", "Scheduled")
    HELD = "held", pgettext_lazy("scheduled answer", "Held back")


class Because(models.TextChoices):
    """Why an answer that was to leave by itself does not: a person decides."""

    NEWER = "newer", _("something newer was said in the ticket")
    DONE = "done", _("the ticket was solved meanwhile")
    MERGED = "merged", _("the ticket was merged meanwhile")
    SPAM = "spam", _("the ticket was put among the spam")
    LEFT = "left", _("whoever wrote it does not work here any more, or may not answer here")
    GAPS = "gaps", _("a placeholder in it has no value")
    FIELDS = "fields", _("the ticket cannot be solved before its fields are filled in")
    REFUSED = "refused", _("what was to be done along with it is not possible any more")
    UNREACHABLE = "reach", _("there is no address, or no mailbox, to send it by")
    RESTORED = "restored", _("a backup was restored: it may have been sent since that was made")
    FAILED = "failed", _("something went wrong in Maru")


class ScheduledAnswerQuerySet(models.QuerySet["ScheduledAnswer"]):
    def visible_to(self, member: Member) -> ScheduledAnswerQuerySet:
        from maru.support.tickets.ticket import Ticket

        # Asked of each, of which there are few: not all tickets that one sees.
        return self.filter(Exists(Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket"))))

    def waiting(self) -> ScheduledAnswerQuerySet:
        return self.filter(state=ScheduledState.WAITING)

    def held(self) -> ScheduledAnswerQuerySet:
        return self.filter(state=ScheduledState.HELD)

    def in_order(self) -> ScheduledAnswerQuerySet:
        """What is held first, then what leaves next."""
        return self.order_by("state", "send_at", "id")


class ScheduledAnswer(Belonging):
    """An answer before it is a Message (0380). The row goes when it leaves, or when somebody takes
    it back to their draft; until then it waits, or is held for a person to decide."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="scheduled_answers", db_index=False
    )
    text = models.TextField(blank=True, default="")  # placeholders are filled when it leaves
    html = models.TextField(blank=True, default="")  # cleaned; "": the words say all
    along = models.JSONField(null=True)  # what is to be done with it: along.py
    # Which status is to be set with it; "": none.
    then = models.CharField(max_length=8, choices=Status.choices, blank=True, default="")
    is_then_chosen = models.BooleanField(default=True)  # it counts more than what goes along
    # The newest of the ticket that its author has seen (D8).
    seen = models.BigIntegerField(default=0)
    has_gaps = models.BooleanField(default=False)  # empty placeholders were asked about
    send_at = models.DateTimeField()
    state = models.CharField(
        max_length=7, choices=ScheduledState.choices, default=ScheduledState.WAITING
    )
    because = models.CharField(max_length=8, choices=Because.choices, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ScheduledAnswerQuerySet.as_manager()

    class Meta(Belonging.Meta):
        ordering = ["send_at", "id"]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "send_at"], name="scheduled_of_ticket"),
            models.Index(fields=["member", "send_at"], name="scheduled_of_member"),
            models.Index(fields=["send_at"], name="scheduled_due", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"answer of member {self.member_id} in #{self.ticket_id} at {self.send_at}"

    @property
    def is_held(self) -> bool:
        return self.state == ScheduledState.HELD

    @property
    def why(self) -> str:
        """Why it is held, in words; '' while it waits."""
        return str(Because(self.because).label) if self.because else ""

    @property
    def written(self) -> Written:
        return Written(self.text, self.html)

    def hold(self, because: str, *, by: Actor | None = None, cause: Event | None = None) -> bool:
        """Send it by itself no more; return False if it was held already, or has left.

        Tells its author, or where they cannot act any more whoever has the ticket, unless it
        is they who caused it.
        """
        waiting = ScheduledAnswer.objects.filter(pk=self.pk).waiting()
        if not waiting.update(state=ScheduledState.HELD, because=because):
            return False
        self.state, self.because = ScheduledState.HELD, because
        after = {"scheduled": self.pk, "because": because, "members": sorted(self._concerned())}
        Event.record("ticket.answer_held", self.ticket, by=by, after=after, because=cause)
        return True

    def _concerned(self) -> Collection[int]:
        ticket = self.ticket
        if self.because != Because.LEFT and self.member.is_active:
            return {self.member_id}
        if ticket.assignee_id and ticket.assignee_id != self.member_id:
            return {ticket.assignee_id}
        return set(ticket.followers.values_list("pk", flat=True)) - {self.member_id}

    def take_files(self) -> list[NewFile]:
        """Return its files for a message, and let them wait for it no more. Two queries."""
        files = [file.as_new for file in self.files.all()]
        self.files.all().delete()
        return files
