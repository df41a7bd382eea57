from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.kit.database.leases import AT_ONCE, Leased
from maru.support.notifications.notification import Notification
from maru.support.notifications.push.browser import PushBrowser


class PushState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # read meanwhile, too late, or refused


class Push(Leased):
    """One notification on its way to one browser."""

    notification = models.ForeignKey(
        Notification, on_delete=models.CASCADE, related_name="pushes", db_index=False
    )
    browser = models.ForeignKey(PushBrowser, on_delete=models.CASCADE, related_name="pushes")
    state = models.CharField(max_length=8, choices=PushState.choices, default=PushState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)  # that its push service did not take
    error = models.CharField(max_length=300, default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "browser"], name="pushed_once_to_a_browser"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], name="pushes_waiting",
                condition=Q(state=PushState.WAITING),
            ),
            models.Index(fields=["created_at"], name="pushes_old"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"push {self.pk} ({self.state})"

    @classmethod
    def to_all(cls, notification: Notification) -> int:
        """Queue ``notification`` for each browser of its member; return how many there are."""
        browsers = PushBrowser.objects.visible_to(notification.member)
        rows = [Push(notification=notification, browser=each, due_at=AT_ONCE) for each in browsers]
        Push.objects.bulk_create(rows, ignore_conflicts=True)
        return len(rows)

    def settle(self, state: str, *, error: str = "") -> None:
        """Write down what became of it, if it is still ours."""
        sent_at = timezone.now() if state == PushState.SENT else None
        Push.objects.filter(self.is_mine()).update(
            state=state, error=error[:300], sent_at=sent_at, lease_until=None
        )
