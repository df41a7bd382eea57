from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from maru.staff.journal.event import Actor
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tasks.due import due_words
from maru.support.tickets.merging.belonging import Belonging
from maru.support.tickets.models import Ticket

LONGEST = 500  # characters of one


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, member: Member) -> TaskQuerySet:
        """Return those of the tickets that exist for ``member``."""
        # Asked of each task, of which there are few: not all tickets that one sees.
        return self.filter(Exists(Ticket.objects.visible_to(member).filter(pk=OuterRef("ticket"))))

    def left(self) -> TaskQuerySet:
        """Return those that nobody has done."""
        return self.filter(done_at=None)

    def in_order(self) -> TaskQuerySet:
        return self.select_related("assignee", "done_by").order_by("place", "id")


class Task(Belonging):
    """One line of the list of what is to be done in a ticket."""

    text = models.CharField(max_length=LONGEST)
    place = models.PositiveIntegerField(default=0)  # in its list; two may have the same
    assignee = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks",
        db_index=False,
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)

    objects = TaskQuerySet.as_manager()

    class Meta(Belonging.Meta):
        ordering = ["place", "id"]
        indexes = [
            *Belonging.Meta.indexes,
            models.Index(fields=["ticket", "place"], name="tasks_of_ticket"),
            models.Index(
                fields=["assignee", "due_on"], name="tasks_left", condition=Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def is_late(self, today: date) -> bool:
        """Return whether it should have been done on a day before ``today``."""
        return not self.is_done and self.due_on is not None and self.due_on < today

    @property
    def is_late_today(self) -> bool:
        """The same of the reader's today."""
        return self.is_late(timezone.localdate())

    @property
    def due_words(self) -> str:
        return due_words(self.due_on) if self.due_on else ""

    def do(self, *, by: Member) -> bool:
        """Tick it; return False if somebody had already."""
        return self._set_done(by, True)

    def reopen(self, *, by: Member) -> bool:
        """Take the tick off; return False if there was none."""
        return self._set_done(by, False)

    def _set_done(self, by: Member, done: bool) -> bool:
        with transaction.atomic():
            # One conditional UPDATE: of two who tick it at once one leaves an event.
            row = Task.objects.filter(pk=self.pk, done_at__isnull=done)
            self.done_at, self.done_by = (timezone.now(), by) if done else (None, None)
            if not row.update(done_at=self.done_at, done_by=self.done_by):
                return False
            verb = "ticket.task_done" if done else "ticket.task_reopened"
            Event.record(verb, self.ticket, by=by, after={"task": self.pk, "text": self.text})
        return True

    def change(
        self, *, by: Member, text: str, assignee: Member | None, due_on: date | None
    ) -> bool:
        """Say it otherwise, give it to somebody else or for another day; return False if all was
        so already. Whoever is given it is told."""
        with transaction.atomic():
            now = Task.objects.select_for_update(no_key=True).get(pk=self.pk)
            was = now.told
            now.text, now.assignee, now.due_on = text, assignee, due_on
            if now.told == was:
                return False
            now.save(update_fields=["text", "assignee", "due_on"])
            event = Event.record(
                "ticket.task_changed", self.ticket, by=by, before=was, after=now.told
            )
            if assignee and assignee.pk != was["member"]:
                tell_given([now], assignee, by=by, because=event)
        self.text, self.assignee, self.due_on = text, assignee, due_on
        return True

    def remove(self, *, by: Actor, because: Event | None = None) -> bool:
        """Take it off the list; return False if somebody was faster."""
        with transaction.atomic():
            told = self.told
            if not Task.objects.filter(pk=self.pk).delete()[0]:
                return False
            Event.record("ticket.task_removed", self.ticket, by=by, before=told, because=because)
        return True

    @property
    def told(self) -> dict[str, Any]:
        """Return what events say of it."""
        day = self.due_on.isoformat() if self.due_on else None
        return {"task": self.pk, "text": self.text, "member": self.assignee_id, "due_on": day}


def tell_given(tasks: list[Task], to: Member, *, by: Actor, because: Event) -> None:
    """Write down that ``to`` was given ``tasks`` of one ticket: one event, however many."""
    after = {"tasks": [task.pk for task in tasks], "member": to.pk, "name": str(to)}
    Event.record("ticket.task_given", tasks[0].ticket, by=by, after=after, because=because)
