"""A mailbox that cannot be read is no silence: it is an alarm (D18)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.models import Mailbox
from maru.staff.alarms.conditions import Facts, condition

LATE = timedelta(minutes=4)  # past the mailbox's own interval


@condition(
    "mailbox",
    _("mail accounts that are read"),
    _("%(n)s mailboxes cannot be read: %(who)s."),
    advice=_("The page of the mailbox says why, and tries it."),
)
def unread() -> Facts | None:
    now = timezone.now()
    late = [
        mailbox.user
        for mailbox in Mailbox.objects.to_read()
        if (mailbox.succeeded_at or mailbox.created_at)
        < now - LATE - timedelta(seconds=mailbox.interval)
    ]
    return {"n": len(late), "who": ", ".join(late[:5])} if late else None
