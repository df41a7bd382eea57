from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.step import Step
from maru.support.automation.rule import Rule
from maru.support.automation.vocabulary import SAID
from maru.support.tickets.merging.belonging import Belonging
from maru.support.tickets.models import Message, Ticket

KEPT = timedelta(days=30)  # so long it can be taken back
SHOWN = 5


class FiringQuerySet(models.QuerySet["Firing"]):
    def visible_to(self, member: Member) -> FiringQuerySet:
        """Return those in tickets that exist for ``member``."""
        return self.filter(Exists(Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket"))))

    def newest(self, many: int = SHOWN) -> list[Firing]:
        """Return those that a page shows, with what was said then: one query, and one more where
        a rule asked for that."""
        found = list(self.select_related("rule", "event").order_by("-id")[:many])
        said = {each.said_in for each in found if each.said_in}
        messages = Message.objects.defer("html", "headers", "quoted").in_bulk(said) if said else {}
        for each in found:
            message = messages.get(each.said_in)
            # Split off, it stands where not everybody may read it.
            each.said = message if message and message.ticket_id == each.ticket_id else None
        return found


class Firing(Belonging):
    """One time that a rule was carried out on a ticket: because of what, and what became of it.

    ``key`` names the event, or the moment of a timer: for it the rule is carried out once, however
    often somebody tries.
    """

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="firings")
    version = models.PositiveIntegerField()
    key = models.CharField(max_length=60)
    # Why; None for a timer.
    event = models.ForeignKey(
        Event, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    # The ``ticket.rule`` that all its effects name as their cause.
    cause = models.ForeignKey(
        Event, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    occasion = models.CharField(max_length=40, default="")
    matched = models.JSONField(default=list)  # the tests that held, and what the ticket said then
    # Of each action: {"name", "kept", "became": done | same | failed, "code", "words"}.
    did = models.JSONField(default=list)
    was = models.JSONField(default=dict)  # name of an action: what was before
    failed = models.PositiveSmallIntegerField(default=0)
    undone_at = models.DateTimeField(null=True)

    objects = FiringQuerySet.as_manager()

    said: Message | None = None  # what ``newest`` found of ``said_in``

    class Meta(Belonging.Meta):
        ordering = ["-id"]
        constraints = [
            # Not by ticket: that of a firing changes when it is merged.
            models.UniqueConstraint(fields=["rule", "key"], name="rule_fires_once")
        ]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "-id"], name="firings_of_ticket"),
            models.Index(fields=["rule", "-id"], name="firings_of_rule"),
            models.Index(fields=["at"], name="firings_at"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.ticket_id}"

    @property
    def why(self) -> str:
        """The occasion in words, '' for none."""
        from maru.support.automation.wording import occasion_words

        return occasion_words(self.occasion)

    @property
    def said_in(self) -> int:
        """The message whose words the rule asked for; 0: it asked for none. Its words are kept in
        it alone: what is covered, or deleted, there is so here. Costs the event."""
        after = self.event.after if self.event else None
        is_asked = any(one.get("field") == SAID for one in self.matched)
        return after.get("message") or 0 if is_asked and isinstance(after, dict) else 0

    def told_matched(self, reader: Member) -> list[tuple[str, str]]:
        """Return what was asked and what the ticket said then, as ``reader`` may read it."""
        from maru.support.automation.wording import matched_words

        return matched_words(self, reader)

    def told_did(self, reader: Member) -> list[Any]:
        """Return what each action did, as ``reader`` may know it. Costs their words."""
        from maru.support.automation.wording import did_by

        return did_by(self, reader)

    @property
    def changes(self) -> dict[str, Any]:
        return {one["name"]: one["kept"] for one in self.did if one["became"] == "done"}

    @property
    def may_be_undone(self) -> bool:
        """Return whether something of it can still be taken back."""
        can_be = {deed.name for deed, _value in Step(self.changes, self.rule).deeds}
        is_young = self.at > timezone.now() - KEPT
        return self.undone_at is None and is_young and bool(can_be & self.was.keys())

    def undo(self, *, by: Member) -> str | None:
        """Take back what can be; return the code of the reason why something stays, '' for
        nothing, None where there is nothing to take back (any more). What was said stays said."""
        if not by.can(Power.CHANGE) or not self.may_be_undone:
            return None
        with transaction.atomic():
            Ticket.objects.filter(pk=self.ticket_id).hold()
            rows = Firing.objects.filter(pk=self.pk, undone_at=None)
            if not rows.update(undone_at=timezone.now()):
                return None
            self.refresh_from_db()
            cause = Event.record(
                "ticket.rule_undone", self.ticket, by=by, because=self.cause,
                before={"rule": self.rule_id, "name": self.rule.name},
            )  # fmt: skip
            step = Step(self.changes, by)
            return step.take_back(self.ticket, self.was, self._since(step), cause)

    def _since(self, step: Step) -> list[Event]:
        """Return what was done to the ticket since, and not by this."""
        if self.cause_id is None:
            return []
        events = Event.objects.filter(
            subject_kind="ticket", subject_id=self.ticket_id, pk__gt=self.cause_id,
            verb__in=step.verbs,
        )  # fmt: skip
        return list(events.exclude(cause=self.cause_id).order_by("pk"))
