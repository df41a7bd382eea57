"""A mailbox that cannot be read, or a webhook that refuses mail, is an alarm (D18)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.models import Hook, Mailbox
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


@condition(
    "hook",
    _("webhooks that take mail"),
    _("%(n)s webhooks refuse mail, or get it damaged: %(who)s."),
    advice=_("The page of the address, under Webhook, says what is wrong and what to change."),
)
def refusing() -> Facts | None:
    # What is well again says so itself: the next good mail takes the trouble away.
    troubled = Hook.objects.filter(channel__is_active=True).exclude(trouble="")
    who = list(troubled.order_by("id").values_list("channel__address", flat=True))
    return {"n": len(who), "who": ", ".join(who[:5])} if who else None
