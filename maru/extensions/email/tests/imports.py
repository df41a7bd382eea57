"""Old mail for the tests of imports, and an import carried out as a worker does."""

from __future__ import annotations

import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from django.utils import timezone

from maru.extensions.email.importing.carrying_out import carry_on
from maru.extensions.email.importing.mail_import import LEASE, MailImport
from maru.support.tickets.models import Message, Ticket

BEGAN = datetime(2023, 3, 1, 9, 0, tzinfo=UTC)
SUPPORT = "support@onnuri.example"


def old_mail(
    name: str,
    *,
    sender: str = "kim@example.com",
    to: str = SUPPORT,
    days: float = 0,
    answers: str = "",
    subject: str = "",
    text: str = "안녕하세요",
    extra: str = "",
) -> bytes:
    """Return a mail of ``days`` after March 2023, with LF as a file has it."""
    lines = [
        f"From: {sender}",
        f"To: {to}",
        f"Subject: {subject or name}",
        f"Date: {format_datetime(BEGAN + timedelta(days=days))}",
        f"Message-ID: <{name}@example.com>",
        *([f"In-Reply-To: <{answers}@example.com>"] if answers else []),
        *([extra] if extra else []),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        text,
        "",
    ]
    return "\n".join(lines).encode()


def as_mbox(mails: list[bytes], *, end: bytes = b"\n") -> bytes:
    """Return an mbox (mboxrd) of ``mails``."""
    lines = []
    for mail in mails:
        lines.append(b"From kim@example.com Wed Mar  1 09:00:00 2023")
        for line in mail.removesuffix(b"\n").split(b"\n"):
            is_quoted = line.lstrip(b">").startswith(b"From ")
            lines.append((b">" if is_quoted else b"") + line)
        lines.append(b"")
    return end.join([*lines, b""])


def claimed(mail_import: MailImport) -> MailImport:
    """Return it as the process that has its lease sees it."""
    owner = secrets.token_hex(8)
    MailImport.objects.filter(pk=mail_import.pk).update(
        lease_owner=owner, lease_until=timezone.now() + LEASE, due_at=timezone.now()
    )
    return MailImport.objects.select_related("channel__brand", "mailbox").get(pk=mail_import.pk)


def carried_out(mail_import: MailImport) -> MailImport:
    """Carry it out to its end and return it."""
    carry_on(claimed(mail_import))
    mail_import.refresh_from_db()
    return mail_import


class ImportCase:
    """Mixed into a test case with the cast."""

    def setUp(self) -> None:
        super().setUp()
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def file(self, content: bytes, name: str = "old.mbox") -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def asked(self, *paths: Path, **fields) -> MailImport:
        given = {"channel": self.mailbox, "name": "old.mbox", "by": self.sora}
        sources = [{"path": str(path)} for path in paths]
        return MailImport.ask(**{**given, "sources": sources, **fields})

    def imported(self, *paths: Path, **fields) -> MailImport:
        return carried_out(self.asked(*paths, **fields))

    def tickets(self) -> list[Ticket]:
        return list(Ticket.objects.filter(source="import").order_by("created_at"))

    def told(self, ticket: Ticket) -> list[tuple[str, str]]:
        """Return direction and words of each message, in the order of the page."""
        rows = Message.objects.filter(ticket=ticket).order_by("id")
        return [(message.direction, message.text) for message in rows]
