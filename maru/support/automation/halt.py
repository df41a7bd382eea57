from __future__ import annotations

from django.db import models
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.automation.rule import Rule
from maru.support.tickets.models import Ticket


class HaltQuerySet(models.QuerySet["Halt"]):
    def standing(self) -> HaltQuerySet:
        return self.filter(lifted_at=None)

    def visible_to(self, member: Member) -> HaltQuerySet:
        return self.filter(
            rule__in=Rule.objects.visible_to(member), ticket__in=Ticket.objects.visible_to(member)
        )


class Halt(models.Model):
    """A rule that was carried out too often on one ticket, and is held back there until somebody
    lifts it."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="halts")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True)

    objects = HaltQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "ticket"],
                condition=models.Q(lifted_at=None),
                name="rule_halted_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} halted on {self.ticket_id}"

    def lift(self, *, by: Member) -> bool:
        """Let the rule be carried out there again; False if somebody was faster."""
        rows = Halt.objects.standing().filter(pk=self.pk)
        if not rows.update(lifted_at=timezone.now()):
            return False
        Event.record("ticket.rule_resumed", self.ticket, by=by, after={"name": self.rule.name})
        return True
