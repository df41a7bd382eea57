"""What a filter would have done with the mail that came last."""

from __future__ import annotations

from maru.kit.conditions import Asking
from maru.staff.members.models import Member
from maru.support.filtering.mail import VOCABULARY, Mail
from maru.support.filtering.models import Filter
from maru.support.tickets.models import Message

LAST = 50  # mails


def met_lately(each: Filter, member: Member) -> list[Message]:
    """Return which of the last 50 mails that ``member`` may see meet the filter's conditions.

    Asked is what was kept: of the headers only those that a message shows.
    """
    came = Message.objects.visible_to(member).exclude(envelope=None)
    if each.brand_id:
        came = came.filter(ticket__brand_id=each.brand_id)
    condition, asking = VOCABULARY.read(each.conditions), Asking()
    last = came.select_related("ticket").prefetch_related("attachments").defer("html")
    return [
        message
        for message in last.order_by("-id")[:LAST]
        if VOCABULARY.holds(condition, Mail.of_message(message), asking)
    ]
