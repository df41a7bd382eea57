"""An Outgoing as the bytes of a mail. Header values are guarded, whatever Python's patch level (S10)."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from maru.kit.blobs import store
from maru.kit.text.paragraphs import as_html
from maru.records.channels.incoming import Party
from maru.records.channels.outgoing import Outgoing

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_POLICY = SMTP.clone(max_line_length=200)


class Injected(ValueError):
    """A header value holds a line break or another control character."""


def as_bytes(outgoing: Outgoing, *, at: datetime) -> bytes:
    """Return the mail with CRLF line ends, the same for the same arguments.

    Raises Injected, ValueError for a bad address, OSError for a missing blob.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(outgoing.sender)
    for name, parties in (
        ("To", outgoing.to),
        ("Cc", outgoing.cc),
        ("Reply-To", outgoing.reply_to),
    ):
        if parties:
            mail[name] = [_address(party) for party in parties]
    mail["Subject"] = guarded(outgoing.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{guarded(outgoing.message_id)}>"
    if outgoing.in_reply_to:
        mail["In-Reply-To"] = f"<{guarded(outgoing.in_reply_to)}>"
    if outgoing.references:
        mail["References"] = " ".join(f"<{guarded(r)}>" for r in outgoing.references)
    if outgoing.is_automatic:
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(outgoing.text, cte="base64")
    mail.add_alternative(outgoing.html or as_html(outgoing.text), subtype="html", cte="base64")
    for file in outgoing.files:
        main, _, sub = file.content_type.partition("/")
        mail.add_attachment(
            store().read(file.sha256),
            maintype=main or "application",
            subtype=sub or "octet-stream",
            filename=guarded(file.name),
        )
    # A fixed boundary makes a repeated delivery the same bytes.
    for number, part in enumerate(p for p in mail.walk() if p.is_multipart()):
        part.set_boundary(f"=_maru_{outgoing.message_id.partition('@')[0][-24:]}_{number}")
    return mail.as_bytes()


def guarded(value: str) -> str:
    """Return ``value`` if it may stand in a header; raises Injected otherwise."""
    if _CONTROL.search(value):
        raise Injected("control character in a header value")
    return value


def _address(party: Party) -> Address:
    local, _, domain = guarded(party.address).rpartition("@")
    if not local or not domain:
        raise ValueError(f"not an address: {party.address!r}")
    return Address(display_name=guarded(party.name), addr_spec=f"{local}@{_ascii(domain)}")


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
