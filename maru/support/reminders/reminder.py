from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.merging.belonging import Belonging
from maru.support.tickets.models import Ticket

LONGEST = 300  # characters


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def visible_to(self, member: Member) -> ReminderQuerySet:
        """Return ``member``'s own, and those for teams, of tickets that exist for them."""
        # Asked of each reminder, of which there are few: not all tickets that one sees.
        seen = Exists(Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket")))
        return self.filter(seen, Q(member=member) | Q(team__isnull=False))

    def waiting_for(self, member: Member) -> ReminderQuerySet:
        """Return what is not done of ``member``'s own, and of their teams'."""
        left = Reminder.objects.left()
        teams = Team.objects.filter(members=member).values("pk")
        own = left.filter(member=member, team=None).values("pk")
        # Each found by its own index, which one OR of both would not be.
        return self.left().filter(
            Q(pk__in=own) | Q(pk__in=left.filter(team__in=teams).values("pk"))
        )

    def seen_by(self, member: Member) -> ReminderQuerySet:
        """Return what ``member`` sees of those that are not done, the next first: of a ticket
        that they see."""
        rows = self.filter(Q(member=member) | Q(team__isnull=False)).left()
        return rows.select_related("team").order_by("due_at", "id")

    def left(self) -> ReminderQuerySet:
        return self.filter(done_at=None)


class Reminder(Belonging):
    """A ticket is to be looked at again at a time. Without a team it is its member's alone,
    and nobody else knows of it (0351)."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="reminders", db_index=False
    )
    # For whom it is, if not for its member alone. A team that goes leaves it to its member.
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="reminders"
    )
    text = models.CharField(max_length=LONGEST, blank=True, default="")
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # that it is due
    done_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = ReminderQuerySet.as_manager()

    class Meta(Belonging.Meta):
        ordering = ["due_at", "id"]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "due_at"], name="reminders_of_ticket"),
            models.Index(
                fields=["member", "due_at"], name="reminders_left", condition=Q(done_at=None)
            ),
            models.Index(
                fields=["due_at"], name="reminders_untold",
                condition=Q(told_at=None, done_at=None),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text or f"#{self.ticket_id}"

    @property
    def is_due(self) -> bool:
        return self.done_at is None and self.due_at <= timezone.now()

    @classmethod
    def make(
        cls, ticket: Ticket, *, by: Member, due_at: datetime, text: str = "",
        team: Team | None = None,
    ) -> Reminder:  # fmt: skip
        """Remind ``by``, or ``team``, of ``ticket`` at ``due_at`` (aware).

        Raises Merged where the ticket has gone into another.
        """
        with transaction.atomic():
            held = Ticket.objects.select_for_update(no_key=True, of=("self",))
            ticket.merged_into_id = held.values_list("merged_into_id", flat=True).get(pk=ticket.pk)
            ticket.must_stand()
            made = cls.objects.create(ticket=ticket, member=by, team=team, text=text, due_at=due_at)
            made._record("set", by=by, after=made._told)
        return made

    def change(
        self, *, by: Member, due_at: datetime, text: str | None = None, team: Any = ...
    ) -> bool:
        """Put it off, or say it otherwise; return False if it was so already. It is told anew
        once its new time has come."""
        with transaction.atomic():
            now = Reminder.objects.select_for_update(no_key=True).get(pk=self.pk)
            was, was_due = now._told, now.due_at
            now.due_at = due_at
            now.text = now.text if text is None else text
            now.team = now.team if team is ... else team
            if now._told == was and now.text == self.text:
                return False
            if was["team"] and not now.team_id:
                now.member = by  # who wants it for themselves alone
            if due_at != was_due:
                now.told_at = None
            now.save(update_fields=["due_at", "text", "team", "told_at", "member"])
            now._record("changed", by=by, before=was, after=now._told)
        self.refresh_from_db(fields=["due_at", "text", "team", "told_at", "member"])
        return True

    def do(self, *, by: Member) -> bool:
        """Say that it is done; return False if somebody had."""
        return self._set_done(by, True)

    def reopen(self, *, by: Member) -> bool:
        return self._set_done(by, False)

    def _set_done(self, by: Member, done: bool) -> bool:
        with transaction.atomic():
            row = Reminder.objects.filter(pk=self.pk, done_at__isnull=done)
            self.done_at = timezone.now() if done else None
            if not row.update(done_at=self.done_at):
                return False
            self._record("done" if done else "reopened", by=by, after=self._told)
        return True

    def remove(self, *, by: Member) -> bool:
        """Take it back; return False if somebody was faster."""
        with transaction.atomic():
            if not Reminder.objects.filter(pk=self.pk).delete()[0]:
                return False
            self._record("removed", by=by, before=self._told)
        return True

    @property
    def _told(self) -> dict[str, Any]:
        """Return what events say: of one's own nothing that it says."""
        told = {"reminder": self.pk, "due_at": self.due_at.isoformat(), "team": self.team_id}
        return {**told, "text": self.text} if self.team_id else told

    def _record(self, what: str, *, by: Member, **told: Any) -> None:
        """Tell it in the ticket's history if it is a team's, else of the reminder alone."""
        if self.team_id:
            Event.record(f"ticket.reminder_{what}", self.ticket, by=by, **told)
        else:
            Event.record(f"reminder.{what}", self, by=by, **told)
