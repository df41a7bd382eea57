from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.kit.secrets import is_mark, mark
from maru.records.channels.incoming import Incoming
from maru.records.channels.models import Delivery
from maru.staff.members.models import Member
from maru.support.tickets.candidates import referred_ids
from maru.support.tickets.ticket import Ticket

LIFE = timedelta(days=30)  # after that an answer to it is a mail like any other

_OURS = re.compile(r"n\.([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{22})@")


class Occasion(models.TextChoices):
    ASSIGNED = "assigned", _("A ticket was given to them")
    MESSAGE = "message", _("A customer wrote in their ticket")
    UNSENT = "unsent", _("Their answer by mail was not sent")
    MENTION = "mention", _("A note named them")
    ASKED = "asked", _("They were asked to look on")
    WRITTEN = "written", _("A colleague wrote in their ticket")
    REMINDER = "reminder", _("A reminder was due")
    TASK = "task", _("They were given a task")
    WOKEN = "woken", _("A ticket came back that they put off")
    FOLLOWED = "followed", _("Somebody wrote in a ticket that they follow")
    HELD = "held", _("An answer that they scheduled was held back")
    PROMISE = "promise", _("A promise was nearly due, or missed")
    ESCALATED = "escalate", _("An escalation concerned them")


# What colleagues say among themselves: an answer to such a mail is a note, whatever it begins with.
AMONG_COLLEAGUES = {
    Occasion.MENTION,
    Occasion.ASKED,
    Occasion.WRITTEN,
    Occasion.REMINDER,
    Occasion.TASK,
    Occasion.WOKEN,
    Occasion.FOLLOWED,
    Occasion.HELD,
    Occasion.PROMISE,
    Occasion.ESCALATED,
}


class Notice(models.Model):
    """One mail to one member about one ticket. Whoever answers it with its Message-ID, proven to
    be that member, answers the ticket (S1)."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notices")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="notices")
    occasion = models.CharField(max_length=8, choices=Occasion.choices)
    # The ticket's newest public message when it was written: what an answer has seen (D8).
    seen = models.BigIntegerField(default=0)
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="notice")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["ticket", "member", "-id"], name="notices_of_ticket")]

    def __str__(self) -> str:
        return f"notice of #{self.ticket_id} to {self.member_id}"

    @classmethod
    def answered_by(cls, incoming: Incoming) -> Notice | None:
        """Return the notice that a mail answers, if we made its Message-ID and it is not too old.

        Whether its member wrote the mail is another question. Costs one query
        for mail that names a notice, none otherwise.
        """
        ids = [message_id for message_id in referred_ids(incoming) if _is_ours(message_id)]
        if not ids:
            return None
        young = cls.objects.filter(created_at__gte=timezone.now() - LIFE)
        loaded = young.select_related("member", "ticket__brand", "delivery")
        found = {notice.delivery.message_id: notice for notice in
                 loaded.filter(delivery__message_id__in=ids)}  # fmt: skip
        return next((found[message_id] for message_id in ids if message_id in found), None)


def new_notice_id(domain: str) -> str:
    """Return a Message-ID of 128 random bits and a mark that only we can make."""
    nonce = secrets.token_urlsafe(16)
    return f"n.{nonce}.{mark('notice-id', nonce)}@{domain}"


def _is_ours(message_id: str) -> bool:
    found = _OURS.match(message_id)
    return found is not None and is_mark(found[2], "notice-id", found[1])
