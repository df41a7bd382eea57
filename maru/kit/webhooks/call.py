from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.jobs import bell
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.webhook import Webhook

KEPT = timedelta(days=14)
TRIAL = "trial"  # what a trial is said to be


class CallState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    TOLD = "told", _("Told")
    FAILED = "failed", _("Not told")


def new_ident() -> str:
    return f"msg_{secrets.token_hex(16)}"


class Call(models.Model):
    """One thing that a webhook is to be told, and what became of it."""

    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="calls", db_index=False
    )
    # By it the other side knows that it has heard this one already.
    ident = models.CharField(max_length=64, unique=True, default=new_ident)
    happening = models.CharField(max_length=40)
    announcement = models.JSONField()
    state = models.CharField(max_length=7, choices=CallState.choices, default=CallState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    # Somebody may have it although nothing came back: told once more, it says so.
    is_unsure = models.BooleanField(default=False)
    # It was refused together with others: whose fault it was shows when each is told for itself.
    is_alone = models.BooleanField(default=False)
    trouble = models.CharField(max_length=40, blank=True, default="")  # a code of trouble.py
    created_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["webhook", "id"], name="calls_waiting",
                condition=Q(state=CallState.WAITING),
            ),
            models.Index(fields=["webhook", "-id"], name="calls_of_webhook"),
            models.Index(fields=["created_at"], name="calls_old"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.happening} ({self.state})"

    @classmethod
    def queue(cls, told: dict[int, Announcement]) -> None:
        """Have webhooks, by their ids, be told something once this transaction has committed."""
        Call.objects.bulk_create(
            Call(webhook_id=webhook, happening=each.happening, announcement=each.as_json())
            for webhook, each in told.items()
        )
        if told:
            bell.ring("webhooks.calls")

    @property
    def content(self) -> Announcement:
        return Announcement.from_json(self.announcement)

    def repeat(self) -> bool:
        """Tell it once more, under its own id; False while it waits."""
        done = Call.objects.filter(pk=self.pk).exclude(state=CallState.WAITING)
        changed = done.update(
            state=CallState.WAITING, tries=0, trouble="", queued_at=timezone.now(), done_at=None,
            is_unsure=self.is_unsure or self.state == CallState.TOLD,
        )  # fmt: skip
        if changed:
            bell.ring("webhooks.calls")
        return bool(changed)

    @classmethod
    def repeat_failed(cls, webhook: Webhook, since: datetime) -> int:
        """Tell once more, each under its own id and in their order, what failed of what was to be
        told since then; return how many. Trials stay."""
        failed = webhook.calls.filter(state=CallState.FAILED, created_at__gte=since)
        changed = failed.exclude(happening=TRIAL).update(
            state=CallState.WAITING, tries=0, trouble="", queued_at=timezone.now(), done_at=None
        )
        if changed:
            bell.ring("webhooks.calls")
        return changed


class Attempt(models.Model):
    """One time that it was tried, and what the other side said."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    took = models.FloatField(default=0)  # seconds
    status = models.PositiveSmallIntegerField(null=True)  # of HTTP; None: no answer
    trouble = models.CharField(max_length=40, blank=True, default="")
    said = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.status or self.trouble} at {self.at}"

    @property
    def words(self) -> Any:
        from maru.kit.webhooks.trouble import in_words

        return in_words(self.trouble)
