from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.macro import Macro
from maru.support.actions.step import Step
from maru.support.tickets.models import Ticket

KEPT = timedelta(days=30)  # so long it can be taken back


class MacroUseQuerySet(models.QuerySet["MacroUse"]):
    def visible_to(self, member: Member) -> MacroUseQuerySet:
        """Return their own, in tickets that they see."""
        return self.filter(by=member, ticket__in=Ticket.objects.visible_to(member))


class MacroUse(models.Model):
    """One time that a macro was used in a ticket, and what it changed there was before."""

    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="macro_uses")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="macro_uses")
    at = models.DateTimeField(default=timezone.now)
    # Of all that it did; None where it only gave its words.
    cause = models.ForeignKey(Event, null=True, on_delete=models.SET_NULL, related_name="+")
    changes = models.JSONField(default=dict)  # name of an action: what was done
    was = models.JSONField(default=dict)  # name of an action: what was before
    undone_at = models.DateTimeField(null=True)

    objects = MacroUseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["by", "macro"], name="macro_uses_of_member")]

    def __str__(self) -> str:
        return f"use {self.pk} of macro {self.macro_id}"

    @property
    def may_be_undone(self) -> bool:
        """Return whether something of it can still be taken back."""
        can_be = {deed.name for deed, _value in Step(self.changes, self.by).deeds}
        is_young = self.at > timezone.now() - KEPT
        return self.undone_at is None and is_young and bool(can_be & self.was.keys())

    def undo(self, *, by: Member) -> str | None:
        """Take back what can be; return the code of the reason why something stays, '' for
        nothing, None where there is nothing to take back (any more).

        What was said stays said.
        """
        if not by.can(Power.CHANGE) or not self.may_be_undone:
            return None
        with transaction.atomic():
            Ticket.objects.filter(pk=self.ticket_id).hold()
            rows = MacroUse.objects.filter(pk=self.pk, undone_at=None)
            if not rows.update(undone_at=timezone.now()):
                return None
            self.refresh_from_db()
            cause = Event.record(
                "ticket.macro_undone", self.ticket, by=by, because=self.cause,
                before={"id": self.macro_id, "name": self.macro.name},
            )  # fmt: skip
            step = Step(self.changes, by)
            return step.take_back(self.ticket, self.was, self._since(step), cause)

    def _since(self, step: Step) -> list[Event]:
        """Return what was done to the ticket since, and not by this."""
        if self.cause is None:
            return []
        events = Event.objects.filter(
            subject_kind="ticket", subject_id=self.ticket_id, pk__gt=self.cause.pk,
            verb__in=step.verbs,
        )  # fmt: skip
        return list(events.exclude(cause=self.cause).order_by("pk"))


def record_use(
    macro: Macro, ticket: Ticket, by: Member, *, cause: Event | None = None,
    changes: dict[str, Any] | None = None, was: dict[str, Any] | None = None,
) -> MacroUse:  # fmt: skip
    """Write down that it was used, and count it. In the caller's transaction."""
    macro.count()
    return MacroUse.objects.create(
        macro=macro, ticket=ticket, by=by, cause=cause, changes=changes or {}, was=was or {}
    )
