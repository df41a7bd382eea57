"""Mails as the demo's customers and their machines write them."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from maru.project.demo import files


@dataclass
class Letter:
    """What one mail says. ``answers`` are Message-IDs, the newest last."""

    sender: tuple[str, str]  # name, address
    to: str
    subject: str
    text: str
    at: datetime
    message_id: str
    answers: list[str] = field(default_factory=list)
    quoting: str = ""
    cc: Iterable[str] = ()
    files: Iterable[str] = ()
    has_html: bool = False
    is_automatic: bool = False


def as_bytes(letter: Letter) -> bytes:
    mail = _headed(letter)
    text = letter.text.strip() + (f"\n\n{letter.quoting}" if letter.quoting else "")
    mail.set_content(text + "\n", cte="base64")
    if letter.has_html:
        lines = "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line)
        mail.add_alternative(f"<html><body>{lines}</body></html>", subtype="html", cte="base64")
    for name in letter.files:
        main, _, sub = files.content_type(name).partition("/")
        mail.add_attachment(files.content(name), maintype=main, subtype=sub, filename=name)
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_demo_{number}")
    return mail.as_bytes()


def bounce(letter: Letter, address: str) -> bytes:
    """Return the report of a mail server that ``address`` does not exist there (RFC 3464)."""
    parts = [
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{letter.text.strip()}\r\n",
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user\r\n",
        f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{letter.answers[-1]}>\r\n",
    ]
    body = "".join(f"--demo-report\r\n{part}\r\n" for part in parts) + "--demo-report--\r\n"
    return (
        _headed(letter).as_bytes().rstrip()
        + (
            "\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; "
            f'report-type=delivery-status; boundary="demo-report"\r\n\r\n{body}'
        ).encode()
    )


def _headed(letter: Letter) -> EmailMessage:
    mail = EmailMessage(SMTP)
    mail["From"] = formataddr(letter.sender)
    mail["To"] = letter.to
    if letter.cc:
        mail["Cc"] = ", ".join(letter.cc)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.answers:
        mail["In-Reply-To"] = f"<{letter.answers[-1]}>"
        mail["References"] = " ".join(f"<{m}>" for m in letter.answers[-8:])
    if letter.is_automatic:
        mail["Auto-Submitted"] = "auto-replied"
    mail["MIME-Version"] = "1.0"
    return mail


def to_everybody(to: str, at: datetime) -> bytes:
    """Return a mail to a thousand people: beyond what the reader takes, so for the quarantine."""
    crowd = ",\r\n ".join(f"member{n:04}@list.example" for n in range(1, 1101))
    head = (
        f"From: Fair News <news@list.example>\r\nTo: {to}\r\n"
        f"Subject: Kitchenware fair, free tickets\r\nDate: {format_datetime(at)}\r\n"
        "Message-ID: <fair-1@list.example>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nCc: {crowd}\r\n\r\n"
    )
    return head.encode() + b"Come and see us at the fair.\r\n"
