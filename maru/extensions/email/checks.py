"""What ``maru check`` says of the mailboxes that Maru reads."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.models import Mailbox
from maru.kit.checks import Finding, check, good, warning


@check("mailboxes")
def mailboxes() -> Iterator[Finding]:
    active = list(Mailbox.objects.filter(is_active=True).select_related("channel"))
    silent = [mailbox for mailbox in active if mailbox.trouble or mailbox.is_late]
    for mailbox in silent:
        why = in_words(mailbox.trouble) if mailbox.trouble else mailbox.host
        yield warning(
            _("%(address)s is not read: %(why)s") % {"address": mailbox.channel, "why": why},
            _("Look at Settings, Mail accounts."),
        )
    if active and not silent:
        yield good(_("Mail accounts are being read."))
