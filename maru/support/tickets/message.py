from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from maru.kit.written import Written
from maru.records.channels.models import Delivery, Envelope
from maru.records.customers.models import Customer
from maru.staff.members.models import Member
from maru.support.tickets.choices import Direction, ThreadedBy

if TYPE_CHECKING:
    from maru.support.tickets.models import Ticket


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, member: Member) -> MessageQuerySet:
        from maru.support.tickets.ticket import Ticket

        return self.filter(ticket__in=Ticket.objects.visible_to(member))

    def once(self) -> MessageQuerySet:
        """Leave out the copies: mail that stands in its ticket already, come by another mailbox."""
        return self.filter(copy_of=None)

    def public(self) -> MessageQuerySet:
        """Return what the customer wrote or got; notes are not."""
        return self.exclude(direction=Direction.INTERNAL)


class Message(models.Model):
    """One thing said in a ticket. Never edited; where it stands can be changed, its words not."""

    ticket: models.ForeignKey[Ticket, Ticket] = models.ForeignKey(
        "tickets.Ticket", on_delete=models.PROTECT, related_name="messages", db_index=False
    )
    # Where it belongs, while that ticket is merged into the one it stands in.
    home: models.ForeignKey[Ticket | None, Ticket | None] = models.ForeignKey(
        "tickets.Ticket", null=True, blank=True, on_delete=models.PROTECT, related_name="lent",
        db_index=False,
    )  # fmt: skip
    direction = models.CharField(max_length=4, choices=Direction.choices)
    member = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="messages")
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="messages"
    )
    # What the sender calls themselves. A claim, kept as it came.
    from_name = models.CharField(max_length=200, blank=True, default="")
    from_address = models.CharField(max_length=254, blank=True, default="")
    # Who wrote what was forwarded here, as the text says; '' when nothing was.
    original_name = models.CharField(max_length=200, blank=True, default="")
    original_address = models.CharField(max_length=254, blank=True, default="")
    to = models.JSONField(default=list)  # [[name, address], ...]
    cc = models.JSONField(default=list)
    text = models.TextField(blank=True, default="")
    quoted = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")  # sanitised
    remote_images = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=5, blank=True, default="")
    automatic = models.CharField(max_length=12, blank=True, default="")
    list_name = models.CharField(max_length=80, blank=True, default="")  # its mailing list
    warnings = models.JSONField(default=list)  # codes, see warning_texts
    # Threading, with its evidence: why it stands in this ticket.
    threaded_by = models.CharField(
        max_length=10, choices=ThreadedBy.choices, default=ThreadedBy.HAND
    )
    evidence = models.JSONField(default=dict)
    # What was said about it as it came: [{"by": "filter", "name": ...}, ...].
    findings = models.JSONField(default=list)
    marks = models.JSONField(default=list)  # codes of what is special about the mail, see marks_of
    # The message of this ticket that says the same: it came by another mailbox, too.
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="copies"
    )
    message_id = models.CharField(max_length=255, blank=True, default="", db_index=True)
    envelope = models.OneToOneField(
        Envelope, null=True, on_delete=models.PROTECT, related_name="message"
    )
    delivery = models.OneToOneField(
        Delivery, null=True, on_delete=models.PROTECT, related_name="message"
    )
    headers = models.JSONField(default=list)  # [[name, value], ...] for display
    written_at = models.DateTimeField(null=True)  # the sender's own clock
    created_at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["id"]  # a sequence of the database, not anybody's clock (D11)
        indexes = [
            models.Index(fields=["ticket", "id"], name="messages_of_ticket"),
            # For timers, which ask what was said last some time ago.
            models.Index(fields=["direction", "created_at"], name="messages_by_time"),
            models.Index(fields=["home"], name="messages_lent", condition=Q(home__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} of #{self.ticket_id}"

    @property
    def meant(self) -> Ticket:
        """The ticket that it was written in: not where it stands while that one is merged.

        Costs a query unless ``home`` is loaded, or None.
        """
        return self.home or self.ticket

    def hold_ticket(self) -> Ticket:
        """Hold the ticket in which it stands now, whatever was loaded, and return it (D8)."""
        from maru.support.tickets.ticket import Ticket

        while True:
            row = type(self).objects.filter(pk=self.pk).values_list("ticket_id", "home_id")
            number, home = row.get()
            Ticket.objects.filter(pk=number).hold()
            if row.get() != (number, home):
                continue  # somebody merged or moved it meanwhile
            self.ticket_id, self.home_id = number, home
            return self.ticket

    @property
    def is_public(self) -> bool:
        return self.direction != Direction.INTERNAL

    @property
    def written(self) -> Written:
        """What was written here. Mail has a form of its own, which is shown behind glass."""
        return Written(self.text, "" if self.envelope_id else self.html)

    @property
    def author(self) -> str:
        """Whoever wrote it, as shown; '' when nobody is named."""
        if self.member:
            return str(self.member)
        return self.from_name or (str(self.customer) if self.customer else self.from_address)
