from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.mailbox import Mailbox
from maru.kit.database.leases import Leased
from maru.kit.database.owners import owner_name
from maru.kit.jobs import bell
from maru.records.channels.models import Channel
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

LEASE = timedelta(minutes=3)  # renewed with every batch
DAYS = 14


class ImportState(models.TextChoices):
    TAKING = "taking", _("Reading the mail")
    FILING = "filing", _("Making tickets")
    COUNTED = "counted", _("Counted")  # a dry run has ended
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Stopped")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


UNDER_WAY = [ImportState.TAKING, ImportState.FILING, ImportState.UNDOING]
MAY_BE_UNDONE = [ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED]


class Closing(models.TextChoices):
    """Which of its tickets are solved from the start."""

    OLD = "old", _("Solved if nothing was written for some days")
    ALL = "all", _("All solved")
    NONE = "none", _("None solved")


class Stopped(Exception):
    """The import is no longer ours: somebody stopped it, or another process has it."""


class MailImportQuerySet(models.QuerySet["MailImport"]):
    def visible_to(self, member: Member) -> MailImportQuerySet:
        """Return those of ``member``'s brands, if they set up the company."""
        if not member.can(Power.COMPANY):
            return self.none()
        return self.filter(channel__brand_id__in=member.brand_ids)

    def under_way(self) -> MailImportQuerySet:
        return self.filter(state__in=UNDER_WAY)


class MailImport(Leased):
    """Mail of the past on its way into tickets: first all of it is stored, then it is filed in the
    order of its dates. The rows say how far it got; whoever has the lease goes on from there."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="imports")
    # Files: [{"path": ...}] on this machine or [{"sha256": ..., "name": ...}]; else the folders
    # of ``mailbox``: [{"folder": "INBOX"}].
    sources = models.JSONField(default=list)
    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateField(null=True)  # of a mailbox: the day of its oldest mail that counts
    name = models.CharField(max_length=300)  # what people see
    ours = models.JSONField(default=list)  # further addresses of ours, lower case
    closing = models.CharField(max_length=4, choices=Closing.choices, default=Closing.OLD)
    days = models.PositiveSmallIntegerField(default=DAYS)
    is_dry_run = models.BooleanField(default=False)

    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.TAKING)
    cursor = models.JSONField(default=dict)  # how far its sources are read, or taken back
    read = models.BigIntegerField(default=0)  # bytes of files or mails of a mailbox ...
    total = models.BigIntegerField(default=0)  # ... of so many
    found = models.PositiveIntegerField(default=0)  # mails
    doubles = models.PositiveIntegerField(default=0)  # that Maru has already, or twice in there
    skipped = models.PositiveIntegerField(default=0)  # files that are no mail
    messages = models.PositiveIntegerField(default=0)
    tickets = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # tickets that somebody worked on: not taken back
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    trouble = models.CharField(max_length=30, blank=True, default="")
    detail = models.CharField(max_length=500, blank=True, default="")

    objects = MailImportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk} ({self.state})"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def may_be_undone(self) -> bool:
        return self.state in MAY_BE_UNDONE and not self.is_dry_run and self.messages > 0

    @property
    def solve_before(self) -> datetime | None:
        """Before when a ticket's newest mail must be written for it to be solved; None: none is."""
        if self.closing == Closing.NONE:
            return None
        if self.closing == Closing.ALL:
            return self.asked_at + timedelta(days=1)
        return self.asked_at - timedelta(days=self.days)

    @property
    def percent(self) -> int:
        """How far the present step is, as far as anybody knows."""
        done, of = self.read, self.total
        if self.state == ImportState.FILING:
            done, of = self.messages + self.quarantined + self.doubles, self.found
        return min(99, 100 * done // of) if of else 0

    @classmethod
    def ask(cls, *, by: Member | None, is_mine: bool = False, **fields: Any) -> MailImport:
        """Return a new import for a worker to carry out, or for this process if ``is_mine``."""
        with transaction.atomic():
            new = cls.objects.create(asked_by=by, **fields, **(_lease() if is_mine else {}))
            Event.record("import.asked", new, by=by, after={"name": new.name})
            bell.ring("email.imports")
        return new

    def begin_in_earnest(self, *, by: Member) -> MailImport:
        """Return the import that this dry run has counted."""
        names = ["channel", "sources", "mailbox", "since", "name", "ours", "closing", "days"]
        return MailImport.ask(by=by, **{name: getattr(self, name) for name in names})

    def hold(self, **changes: Any) -> None:
        """Renew the lease and write ``changes``, in the transaction of a batch. Raises Stopped."""
        mine = MailImport.objects.filter(self.is_mine(), state=self.state)
        if "read" in changes or "messages" in changes:
            changes |= {"attempts": 0, "failures": 0, "trouble": "", "detail": ""}  # it goes on
        if not mine.update(lease_until=timezone.now() + LEASE, **changes):
            raise Stopped
        for name, value in changes.items():
            setattr(self, name, value)

    def step_to(self, state: str, **changes: Any) -> None:
        """Go on to another state as the one who has the lease. Raises Stopped."""
        is_end = state not in UNDER_WAY
        if is_end:
            changes |= {"ended_at": timezone.now(), "due_at": None}
        with transaction.atomic():
            self.hold(**{"failures": 0, "trouble": "", "detail": "", **changes})
            MailImport.objects.filter(pk=self.pk).update(
                state=state, **({"lease_until": None} if is_end else {})
            )
            if is_end:
                Event.record(f"import.{state}", self, after=self.told())
        self.state = state

    def told(self) -> dict[str, Any]:
        return {"messages": self.messages, "tickets": self.tickets, "kept": self.kept}

    def fail(self, trouble: str, detail: object = "") -> None:
        """End it with a word for what is wrong. Raises Stopped."""
        self.step_to(ImportState.FAILED)
        self.trouble, self.detail = trouble, str(detail)[:500]
        self.save(update_fields=["trouble", "detail"])

    def cancel(self, *, by: Member | None) -> bool:
        """Stop it where it is; what was filed stays. False if it is not under way (any more)."""
        return self._turn(
            [ImportState.TAKING, ImportState.FILING], ImportState.CANCELLED, by, due_at=None,
            ended_at=timezone.now(),
        )  # fmt: skip

    def undo(self, *, by: Member | None, is_mine: bool = False) -> bool:
        """Have its tickets taken back, those that nobody worked on; False if that cannot be."""
        if not self.may_be_undone:
            return False
        lease = _lease() if is_mine else {}
        return self._turn(
            MAY_BE_UNDONE, ImportState.UNDOING, by, due_at=timezone.now(), cursor={}, kept=0,
            ended_at=None, **lease,
        )  # fmt: skip

    def _turn(self, from_: list[ImportState], to: str, by: Member | None, **changes: Any) -> bool:
        with transaction.atomic():
            rows = MailImport.objects.filter(pk=self.pk, state__in=from_)
            if not rows.update(**{"state": to, "lease_until": None, "lease_owner": "", **changes}):
                return False
            Event.record(f"import.{to}", self, by=by, before=self.state)
            bell.ring("email.imports")
        self.refresh_from_db()
        return True


def _lease() -> dict[str, Any]:
    return {
        "lease_owner": f"{owner_name()}-{secrets.token_hex(6)}",
        "lease_until": timezone.now() + LEASE,
    }
