from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from maru.records.channels.delivery import DeliveryState
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.notifications.reason import Reason
from maru.support.tickets.models import Message, Ticket


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, member: Member) -> NotificationQuerySet:
        """Return what the desk tells ``member``: of tickets that exist for them now."""
        seen = Ticket.objects.visible_to(member)
        return self.filter(
            Q(ticket=None) | Q(ticket__in=seen.values("pk")), member=member, in_desk=True
        )

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Return how many were unread. What waits to be mailed or pushed
        is not any more."""
        return self.unread().update(read_at=timezone.now(), mail_due=False, push_due=False)

    def mark_unread(self) -> int:
        return self.exclude(read_at=None).update(read_at=None)


class Notification(models.Model):
    """One event that one member is told of, in the desk, by mail, in their browser.

    Of what was given in one step to many tickets there is one, without a ticket.
    """

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notifications")
    ticket = models.ForeignKey(
        Ticket, null=True, on_delete=models.CASCADE, related_name="notifications"
    )
    message = models.ForeignKey(
        Message, null=True, on_delete=models.CASCADE, related_name="notifications"
    )
    reason = models.CharField(max_length=10, choices=Reason.choices)
    count = models.PositiveIntegerField(default=1)  # tickets
    in_desk = models.BooleanField(default=True)
    mail_due = models.BooleanField(default=False)
    in_digest = models.BooleanField(default=False)
    push_due = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["member", "event"], name="told_once_of_an_event")
        ]
        indexes = [
            models.Index(fields=["member", "-id"], name="notifications_of_member"),
            models.Index(
                F("member"), F("ticket"), name="notifications_unread", condition=Q(read_at=None)
            ),
            models.Index(
                fields=["member", "id"], name="notifications_to_mail", condition=Q(mail_due=True)
            ),
            models.Index(fields=["id"], name="notifications_to_push", condition=Q(push_due=True)),
            models.Index(fields=["created_at"], name="notifications_old"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} for member {self.member_id}"


def is_held_back() -> Q:
    """Return the condition for what tells of an answer that may still be taken back: it has told
    nobody yet."""
    return Q(
        message__delivery__state=DeliveryState.QUEUED,
        message__delivery__is_untouched=True,
        message__delivery__due_at__gt=timezone.now(),
    )


def unread_count(member: Member, *, cap: int = 100) -> int:
    """Return how many lines of the list hold something unread, up to ``cap``. One query."""
    rows = Notification.objects.visible_to(member).unread()
    return len(rows.order_by().values_list("ticket").distinct()[:cap])


def read_with(member: Member, number: int, upto: int | None) -> None:
    """Hear that ``member`` has the ticket in sight, up to the message ``upto`` (None: all)."""
    rows = Notification.objects.filter(member=member, ticket=number)
    if upto is not None:
        rows = rows.filter(Q(message=None) | Q(message__lte=upto))
    rows.mark_read()
