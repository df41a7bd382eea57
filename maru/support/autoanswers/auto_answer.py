from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.database.leases import Leased
from maru.staff.members.models import Member
from maru.support.autoanswers.occasions import Occasion
from maru.support.tickets.models import Message

WEEK = timedelta(days=7)


class AnswerState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Answered")
    WITHHELD = "withheld", _("Not answered")


class Why(models.TextChoices):
    """Why somebody was not answered by a machine."""

    OFF = "off", _("automatic answers are off")
    SPAM = "spam", _("it is spam")
    ANSWERED = "answered", _("a person was faster")
    LATE = "late", _("it came too late")
    UNREACHABLE = "unreachable", _("there is nobody to answer")
    RESTORED = "restored", _("it was restored from a backup and may have been answered")
    ADDRESS = "address", _("this address was answered a short while ago")
    BRAKE = "brake", _("too many automatic answers went out within an hour")


class AutoAnswerQuerySet(models.QuerySet["AutoAnswer"]):
    def visible_to(self, member: Member) -> AutoAnswerQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))

    def waiting(self) -> AutoAnswerQuerySet:
        """Return those about which nothing is decided yet."""
        return self.filter(state=AnswerState.WAITING)

    def lately(self) -> list[tuple[str, int]]:
        """Return how often was answered, and how often not and why, in the last seven days:
        reason ("" for answered) and count, the most frequent first."""
        rows = self.exclude(state=AnswerState.WAITING).filter(created_at__gt=timezone.now() - WEEK)
        counted = rows.values_list("why").annotate(count=models.Count("id")).order_by("-count")
        return [(str(Why(why).label) if why else "", count) for why, count in counted]


class AutoAnswer(Leased):
    """One message that may be answered by itself: made with the message, in one transaction."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="auto_answer")
    occasion = models.CharField(max_length=10, choices=Occasion.choices)
    state = models.CharField(
        max_length=10, choices=AnswerState.choices, default=AnswerState.WAITING
    )
    why = models.CharField(max_length=12, choices=Why.choices, blank=True, default="")
    address = models.CharField(max_length=254, blank=True, default="")  # lower case
    answer = models.OneToOneField(
        Message, null=True, on_delete=models.SET_NULL, related_name="answers_by_itself"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    objects = AutoAnswerQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="auto_answers_waiting",
                condition=models.Q(state=AnswerState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"automatic answer to message {self.message_id} ({self.state})"
