"""What ``maru check`` says of the mailboxes that Maru reads and the domains it sends from."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from maru.extensions.email.domains.findings import in_words as in_words_of_domain
from maru.extensions.email.imap.trouble import in_words
from maru.extensions.email.models import Mailbox, SendingDomain
from maru.kit.checks import Finding, check, good, warning


@check("sending domains")
def sending_domains() -> Iterator[Finding]:
    for domain in SendingDomain.objects.all():
        for each in domain.findings:
            if each["verdict"] == "bad":
                words = {"domain": domain.name, "words": in_words_of_domain(each)}
                yield warning(
                    _("%(domain)s: %(words)s") % words, _("Look at Settings, Outgoing mail.")
                )


@check("mailboxes")
def mailboxes() -> Iterator[Finding]:
    active = list(Mailbox.objects.to_read().select_related("channel"))
    silent = [mailbox for mailbox in active if mailbox.trouble or mailbox.is_late]
    for mailbox in silent:
        why = in_words(mailbox.trouble) if mailbox.trouble else mailbox.host
        yield warning(
            _("%(address)s is not read: %(why)s") % {"address": mailbox.channel, "why": why},
            _("Look at Settings, Mail accounts."),
        )
    if active and not silent:
        yield good(_("Mail accounts are being read."))
