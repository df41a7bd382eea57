"""Django's own mail (invitations, password links) goes the same safe road as answers."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from maru.kit.secrets import SEALED, new_token, seal
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel, Delivery
from maru.records.channels.outgoing import Outgoing


class DeliveryBackend(BaseEmailBackend):
    """Writes a Delivery for each mail; a worker sends it after commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            Delivery.queue(_outgoing(mail), None)
        return len(email_messages)


def _outgoing(mail: EmailMessage) -> Outgoing:
    alternatives = mail.alternatives if isinstance(mail, EmailMultiAlternatives) else []
    html = next((str(a[0]) for a in alternatives if a[1] == "text/html"), "")
    is_sealed = SEALED in mail.extra_headers
    domain = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return Outgoing(
        sender=_sender(),
        to=[_party(a) for a in mail.to],
        cc=[_party(a) for a in mail.cc],
        bcc=[_party(a) for a in mail.bcc],
        message_id=f"system.{new_token()}@{domain}",
        subject=str(mail.subject),
        text=seal(str(mail.body)) if is_sealed else str(mail.body),
        html=html,
        is_automatic=True,
        is_sealed=is_sealed,
    )


def _sender() -> Party:
    # The company's own first mailbox: relays refuse addresses that are not the sender's.
    channel = Channel.objects.filter(kind="email", is_active=True).first()
    return Party(channel.address, channel.name) if channel else Party(settings.DEFAULT_FROM_EMAIL)


def _party(address: str) -> Party:
    name, plain = parseaddr(address)
    return Party(plain, name)
