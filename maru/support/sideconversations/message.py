from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone

from maru.kit.written import Written
from maru.records.channels.models import Delivery, Envelope
from maru.staff.members.models import Member
from maru.support.sideconversations.conversation import SideConversation


class SideMessageQuerySet(models.QuerySet["SideMessage"]):
    def visible_to(self, member: Member) -> SideMessageQuerySet:
        return self.filter(conversation__in=SideConversation.objects.visible_to(member))

    def once(self) -> SideMessageQuerySet:
        """Leave out mail that stands here already, come by another mailbox."""
        return self.filter(copy_of=None)

    def for_page(self) -> SideMessageQuerySet:
        loaded = self.once().select_related("member", "delivery")
        return loaded.prefetch_related("files", "letters__member", "letters__delivery")


class SideMessage(models.Model):
    """One thing said in a side conversation: by a member, or by mail from outside."""

    conversation = models.ForeignKey(
        SideConversation, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    member = models.ForeignKey(
        Member, null=True, on_delete=models.PROTECT, related_name="side_messages"
    )
    # What the sender of a mail calls themselves. A claim, kept as it came.
    from_name = models.CharField(max_length=200, blank=True, default="")
    from_address = models.CharField(max_length=254, blank=True, default="")
    to = models.JSONField(default=list)  # whom it was mailed to outside: [[name, address], ...]
    text = models.TextField(blank=True, default="")
    quoted = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")  # sanitised
    remote_images = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True, default="")
    automatic = models.CharField(max_length=12, blank=True, default="")
    warnings = models.JSONField(default=list)  # codes, see wording.py
    evidence = models.JSONField(default=dict)  # why it stands here
    message_id = models.CharField(max_length=255, blank=True, default="", db_index=True)
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="copies"
    )
    envelope = models.OneToOneField(
        Envelope, null=True, on_delete=models.PROTECT, related_name="side_message"
    )
    delivery = models.OneToOneField(
        Delivery, null=True, on_delete=models.PROTECT, related_name="side_message"
    )
    headers = models.JSONField(default=list)
    written_at = models.DateTimeField(null=True)  # the sender's own clock
    created_at = models.DateTimeField(default=timezone.now)

    objects = SideMessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]  # a sequence of the database, not anybody's clock (D11)
        indexes = [models.Index(fields=["conversation", "id"], name="side_messages")]

    def __str__(self) -> str:
        return f"message {self.pk} of side conversation {self.conversation_id}"

    @property
    def author(self) -> str:
        return str(self.member) if self.member else self.from_name or self.from_address

    @property
    def form(self) -> str:
        """The form that was given to it here, shown in the page; '' for plain words and mail."""
        return "" if self.envelope_id else self.html

    @property
    def is_designed(self) -> bool:
        """Whether it is a mail with a form of its own, which is shown behind glass."""
        return bool(self.envelope_id and self.html)

    @property
    def written(self) -> Written:
        return Written(self.text, self.form)

    @property
    def is_inside(self) -> bool:
        """Whether colleagues alone got it."""
        return self.member_id is not None and self.delivery_id is None

    @property
    def deliveries(self) -> list[Delivery]:
        """Return all mails that it leaves by: what went outside first. Costs nothing where they
        are loaded."""
        mails = [self.delivery] if self.delivery else []
        return mails + [letter.delivery for letter in self.letters.all()]

    @property
    def held_until(self) -> datetime | None:
        """Until when its author may take it back; None when it has left, or never waited."""
        times = [delivery.held_until for delivery in self.deliveries]
        return min((at for at in times if at), default=None) if times and all(times) else None
