"""What a read mail consists of. Plain data; no behaviour."""

from dataclasses import dataclass, field
from datetime import datetime

MAX_PIECES = 100
_MAX_ID = 255  # characters


@dataclass(frozen=True)
class Address:
    """One mailbox. ``address`` is valid, its domain in lower case; ``name`` may be ''."""

    name: str
    address: str


@dataclass
class ParsedFile:
    """A file of a mail, written to the scratch folder."""

    name: str  # safe to show and to offer for download; never empty
    declared_type: str  # as the sender said, '' if not at all
    content_type: str  # as the bytes say
    size: int  # bytes
    sha256: str
    content_id: str  # without <>, '' if none
    is_inline: bool  # shown inside the HTML body
    path: str


@dataclass
class ReportedRecipient:
    address: str
    action: str  # failed, delayed, delivered, relayed, expanded; '' unknown
    status: str  # RFC 3463, such as 5.1.1; '' unknown
    diagnostic: str


@dataclass
class Report:
    """What a machine tells of a mail that was sent before."""

    original_message_id: str  # '' if it does not say
    recipients: list[ReportedRecipient]
    # failed (no further try will be made), delayed, delivered, read; '' says none of them
    fate: str = ""


@dataclass(frozen=True)
class Piece:
    """Which piece of which mail it is. What the sender says; a stranger may say it too."""

    id: str
    number: int  # from 1
    total: int | None  # the last piece must say it, the others may

    def __post_init__(self) -> None:
        """Raise ValueError for what no piece can be."""
        last = MAX_PIECES if self.total is None else self.total
        if not self.id or len(self.id) > _MAX_ID or not 1 <= self.number <= last <= MAX_PIECES:
            raise ValueError("no piece")


@dataclass
class ParsedMail:
    """A mail, read. Every string is free of control characters except newline and tab."""

    message_id: str = ""
    in_reply_to: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    sender: Address | None = None
    reply_to: list[Address] = field(default_factory=list)
    to: list[Address] = field(default_factory=list)
    cc: list[Address] = field(default_factory=list)
    subject: str = ""
    original: Address | None = None  # who wrote what is forwarded; a claim of the text
    date: datetime | None = None  # aware, UTC
    text: str = ""  # the writer's own words
    quoted: str = ""  # what was cut from full_text
    full_text: str = ""
    html: str = ""  # sanitised; '' if the mail had none
    remote_images: int = 0
    files: list[ParsedFile] = field(default_factory=list)
    automatic: str = ""  # '', bounce, auto_reply, report, list, notification
    list_name: str = ""  # what the mailing list calls itself
    may_answer: bool = True
    report: Report | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)  # the few that are shown
    fields: list[tuple[str, str]] = field(default_factory=list)  # all but our own, for filters
    language: str = ""
    # What is special about it: signed_smime, signed_pgp, wrapped_smime, encrypted_smime,
    # encrypted_pgp, winmail, winmail_broken, partial.
    marks: list[str] = field(default_factory=list)
    piece: Piece | None = None  # of a mail that was cut into several
    notes: list[str] = field(default_factory=list)
