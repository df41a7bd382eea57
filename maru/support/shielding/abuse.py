from __future__ import annotations

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.shielding.opened import tell_opened
from maru.support.tickets.models import Message

MARK = "abuse"  # in Message.findings
COUNTED = timedelta(days=90)  # of a customer, and of who opens


class Kind(models.TextChoices):
    """As kit/text/abuse tells them."""

    INSULT = "insult", pgettext_lazy("abuse", "insult")
    PROFANITY = "profanity", pgettext_lazy("abuse", "swearing")
    THREAT = "threat", pgettext_lazy("abuse", "threat")
    SEXUAL = "sexual", pgettext_lazy("abuse", "sexual harassment")


class AbuseQuerySet(models.QuerySet["Abuse"]):
    def visible_to(self, member: Member) -> AbuseQuerySet:
        return self.filter(message__in=Message.objects.visible_to(member))

    def standing(self) -> AbuseQuerySet:
        """Leave out what somebody said is none."""
        return self.filter(dismissed_at=None)

    def lately(self) -> AbuseQuerySet:
        return self.filter(noted_at__gt=timezone.now() - COUNTED)


class Abuse(models.Model):
    """A message that abuses whoever reads it: which words say so, and whether a person said that
    they do not."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="abuse")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.SET_NULL, related_name="abuses"
    )
    kinds = models.JSONField(default=list)
    words = models.JSONField(default=list)  # as they stand in the message
    noted_at = models.DateTimeField(default=timezone.now)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = AbuseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-noted_at"], name="abuses_of_customer"),
            models.Index(fields=["-noted_at"], name="abuses_newest"),
        ]

    def __str__(self) -> str:
        return f"message {self.message_id}: {', '.join(self.kinds)}"

    @property
    def kinds_in_words(self) -> str:
        return ", ".join(str(Kind(kind).label) for kind in self.kinds)

    def times(self) -> int:
        """Return the how manieth of its customer within 90 days this one is. Costs a query."""
        if self.customer_id is None:
            return 1
        earlier = Abuse.objects.standing().filter(customer=self.customer_id, pk__lte=self.pk)
        return earlier.filter(noted_at__gt=self.noted_at - COUNTED).count()

    def open(self, *, by: Member) -> bool:
        """Show it to ``by`` from now on, and count that; return False if they had opened it."""
        with transaction.atomic():
            _row, is_new = Opening.objects.get_or_create(abuse=self, member=by)
            if is_new:
                tell_opened(by)
        return is_new

    def dismiss(self, *, by: Member) -> bool:
        """Say that it is no abuse: it is shown to all and counts no more. False if it was said."""
        with transaction.atomic():
            mine = Abuse.objects.standing().filter(pk=self.pk)
            if not mine.update(dismissed_at=timezone.now(), dismissed_by=by):
                return False
            message = Message.objects.select_for_update().get(pk=self.message_id)
            kept = [found for found in message.findings if found.get("by") != MARK]
            Message.objects.filter(pk=message.pk).update(findings=kept)
            Event.record("ticket.abuse_dismissed", message.ticket, by=by,
                         after={"message": message.pk, "kinds": self.kinds})  # fmt: skip
        self.refresh_from_db()
        return True


class Opening(models.Model):
    """One member has opened one abusive message: what they had to read, for themselves and for
    whoever leads."""

    abuse = models.ForeignKey(Abuse, on_delete=models.CASCADE, related_name="openings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["abuse", "member"], name="opening_once"),
        ]
        indexes = [models.Index(fields=["member", "-at"], name="openings_of_member")]

    def __str__(self) -> str:
        return f"{self.member_id} opened {self.abuse_id}"


class Step(models.TextChoices):
    """What the procedure offers."""

    WARN = "warn", _("Warn")
    END = "end", _("End the conversation")
    HAND_OVER = "hand_over", _("Hand to the lead")
    REST = "rest", _("Rest")


class StepTaken(models.Model):
    """One step that somebody took because of it: the record."""

    abuse = models.ForeignKey(Abuse, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    to = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["member", "-at"], name="shield_steps_of_member")]

    def __str__(self) -> str:
        return f"{self.step} {self.abuse_id}"
