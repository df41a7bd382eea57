"""What a connector gives: one message from outside, as plain data. It knows no model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True)
class Party:
    """Somebody named in a message: what they call themselves, and where they are reached."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class IncomingFile:
    name: str
    content_type: str  # as detected by us, never as claimed
    size: int  # bytes
    sha256: str  # already a blob
    content_id: str = ""
    is_inline: bool = False


class Fate(StrEnum):
    """What became of a mail that we sent. The field of Delivery that says when we heard of it is
    ``<fate>_at``."""

    DELAYED = "delayed"  # the server that took it still tries
    DELIVERED = "delivered"  # it lies in the recipient's mailbox
    READ = "read"  # the recipient's program showed it, and was allowed to say so
    BOUNCED = "bounced"  # it came back, for good
    COMPLAINED = "complained"  # the recipient called it spam


@dataclass(frozen=True)
class Piece:
    """Which piece of which mail: what its sender's program says."""

    id: str
    number: int  # from 1
    total: int | None  # only the last piece must say it


@dataclass(frozen=True)
class ReportedRecipient:
    address: str
    status: str = ""  # RFC 3463, "5.1.1"
    diagnostic: str = ""


@dataclass(frozen=True)
class Report:
    """News of something that we sent."""

    message_id: str  # of what we sent; "" when the report does not say
    fate: Fate | None = None  # None: it says nothing that we note
    recipients: tuple[ReportedRecipient, ...] = ()

    @property
    def is_loss(self) -> bool:
        return self.fate == Fate.BOUNCED


@dataclass
class Incoming:
    """One message from outside. Everything in it is a claim of the sender."""

    sender: Party | None
    subject: str = ""
    text: str = ""  # the writer's own words
    quoted: str = ""  # what they quoted, never lost
    html: str = ""  # sanitised
    remote_images: int = 0
    to: list[Party] = field(default_factory=list)
    cc: list[Party] = field(default_factory=list)
    reply_to: list[Party] = field(default_factory=list)
    original: Party | None = None  # who wrote the mail that is forwarded here, as its text says
    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    written_at: datetime | None = None
    files: list[IncomingFile] = field(default_factory=list)
    automatic: str = ""  # "", bounce, auto_reply, report, notification, list
    list_name: str = ""  # of the mailing list it came through, as the list calls itself
    may_answer: bool = True  # False: no automatic answer, whoever wrote it (S5)
    report: Report | None = None
    piece: Piece | None = None  # of a mail that was cut into several
    language: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)  # the few that are kept
    fields: list[tuple[str, str]] = field(default_factory=list)  # all of them
    # What is known of who really sent it: results of spf, dkim and dmarc (RFC 8601), whether the
    # sender's domain is confirmed ("verified"), and which server says so. Empty: not checked.
    authentication: dict[str, str | bool] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)  # codes that the message shows
    marks: list[str] = field(default_factory=list)  # signed, encrypted, ...: see ParsedMail
    notes: list[str] = field(default_factory=list)

    @property
    def is_by_mail_server(self) -> bool:
        """Return whether a mail server wrote it about a mail of ours: it is nobody's customer."""
        is_receipt = self.report is not None and self.report.fate == Fate.DELIVERED
        return self.automatic == "bounce" or is_receipt
