"""What messages and files look like in the API, and what they take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.fields import Id, Line, storable
from maru.records.channels.pieced import JOINED_FROM
from maru.support.tickets.api.schemas import STILL_OPEN, Ref, StatusWord
from maru.support.tickets.forms import MAX_HTML
from maru.support.tickets.hung_file import HungFile
from maru.support.tickets.models import Message, PendingFile, ScheduledAnswer
from maru.support.tickets.piece_words import PieceShown


class PartyOut(Schema):
    name: str
    address: str


class AuthorOut(Schema):
    kind: Literal["member", "customer", "unknown"]
    id: int | None
    name: str


class DeliveryOfMessage(Schema):
    state: str = Field(description="queued, sending, sent, failed, unknown")
    held_until: datetime | None = Field(
        description="It waits until then to be taken back (DELETE …/sending); null: it does not."
    )
    via: str
    error: str
    message_id: str
    sent_at: datetime | None
    delayed_at: datetime | None = Field(description="A server told that it still tries.")
    delivered_at: datetime | None = Field(description="A server told that it arrived.")
    read_at: datetime | None = Field(description="The recipient's program told that they saw it.")
    bounced_at: datetime | None = Field(description="It came back for good.")
    complained_at: datetime | None = Field(description="The recipient called it spam.")


class FileOut(Schema):
    key: str
    name: str
    content_type: str = Field(description="As we detected it from the bytes.")
    size: int
    sha256: str


class ScanOut(Schema):
    state: str | None = Field(
        description="waiting, clean, infected, too_large, failed, released; null: nobody checks it."
    )
    virus: str
    held: bool = Field(description="true: the file is given to nobody now.")


class AttachmentOut(FileOut):
    id: int
    url: str
    content_id: str = Field(description="By which it stands within the html, as cid:…; '' beside.")
    scan: ScanOut = Field(description="What the virus scanner says of it.")

    @staticmethod
    def resolve_url(file: HungFile) -> str:
        return f"{settings.PUBLIC_URL}/api/v1/attachments/{file.key}"


class PieceOut(Schema):
    number: int
    total: int | None = Field(description="null until a piece says it.")
    state: str = Field(
        description="waiting for other pieces, ready to be put together, joined, failed."
    )
    reason: str = Field(description="Why it could not be put together or opened; '' if it could.")
    whole: int | None = Field(
        description="The message that it became with the others, if it stands in this ticket."
    )


class MentionOut(Schema):
    member: int | None = Field(alias="member_id", serialization_alias="member")
    team: int | None = Field(alias="team_id", serialization_alias="team")
    words: str = Field(description="As they stand in the body: @최지수")
    told: bool = Field(
        alias="is_told", serialization_alias="told",
        description="false: the ticket is not for them to see, and they were not told.",
    )  # fmt: skip


EXAMPLE: dict[str, Any] = {
    "id": 88, "merged_from": None, "direction": "in", "public": True,
    "author": {"kind": "customer", "id": 12, "name": "김하늘"},
    "from": {"name": "김하늘", "address": "haneul@example.com"},
    "original": None,
    "to": [{"name": "", "address": "support@onnuri.example"}], "cc": [],
    "body": "뚜껑이 깨져서 왔어요.", "mentions": [],
    "quoted": "", "html": "", "language": "ko",
    "automatic": "", "list_name": "", "warnings": [], "threaded_by": "new",
    "evidence": {}, "marks": [], "piece": None, "joined_from": 0,
    "findings": [], "copy_of": None,
    "message_id": "a1@example.com", "sha256": "9f86d081...", "attachments": [],
    "delivery": None, "created_at": "2026-11-22T09:00:01Z", "written_at": None,
}  # fmt: skip


class MessageOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    merged_from: int | None = Field(
        description="The ticket that it came from, or was meant for, where that was merged."
    )
    direction: Literal["in", "out", "note"]
    public: bool
    author: AuthorOut
    from_: PartyOut = Field(serialization_alias="from")
    original: PartyOut | None = Field(
        description="Who wrote what was forwarded here, as its text says; null when nothing was."
    )
    to: list[PartyOut]
    cc: list[PartyOut]
    body: str = Field(description="The writer's own words.")
    mentions: list[MentionOut] = Field(description="Whom a note names with an @; [] for others.")
    quoted: str = Field(description="What they quoted.")
    html: str = Field(description="Sanitised; '' for plain text. The body says the same in words.")
    language: str
    automatic: str = Field(description="'' for people; else bounce, auto_reply, report ...")
    list_name: str = Field(description="The mailing list it came through; '' for none.")
    warnings: list[str]
    threaded_by: str = Field(description="Why it stands in this ticket.")
    evidence: dict[str, Any]
    marks: list[str] = Field(
        description="signed_smime, signed_pgp, wrapped_smime, encrypted_smime, encrypted_pgp, "
        "winmail, winmail_broken, partial; silent: no machine answers it."
    )
    piece: PieceOut | None = Field(
        description="Which piece of a mail that its sender's program cut into several "
        "(message/partial); null for a whole one."
    )
    joined_from: int = Field(description="Of how many pieces we put it together; 0 for others.")
    findings: list[dict[str, Any]] = Field(
        description="What was found out about it as it came, and what filters did: by says who."
    )
    copy_of: int | None = Field(
        description="The message of this ticket that says the same: the mail went to several "
        "of our mailboxes, and the page shows it once."
    )
    message_id: str
    sha256: str | None = Field(description="Of the raw mail as it came; null where there is none.")
    attachments: list[AttachmentOut]
    delivery: DeliveryOfMessage | None
    created_at: datetime
    written_at: datetime | None = Field(description="By the sender's own clock.")

    @classmethod
    def of(cls, message: Message, piece: PieceShown | None = None, **more: Any) -> Self:
        """Return ``message``, and which ``piece`` it is; load it by ``messages_of``. ``more``:
        what a kind of answer tells besides."""
        return cls(
            **more,
            merged_from=message.home_id,
            public=message.is_public,
            author=_author(message),
            from_=PartyOut(name=message.from_name, address=message.from_address),
            original=_original(message),
            to=[PartyOut(name=name, address=address) for name, address in message.to],
            cc=[PartyOut(name=name, address=address) for name, address in message.cc],
            body=message.text,
            mentions=[MentionOut.from_orm(each) for each in message.mentions.all()],
            piece=PieceOut.from_orm(piece) if piece else None,
            joined_from=_joined_from(message),
            copy_of=message.copy_of_id,
            sha256=message.envelope.sha256 if message.envelope else None,
            attachments=[AttachmentOut.from_orm(file) for file in message.attachments.all()],
            delivery=DeliveryOfMessage.from_orm(message.delivery) if message.delivery else None,
            **{name: getattr(message, name) for name in _AS_STORED},
        )


class WrittenOut(MessageOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {**EXAMPLE, "direction": "out", "author": {"kind": "member", "id": 3,
                        "name": "최지수"}, "left_open": STILL_OPEN}
        }
    )  # fmt: skip
    left_open: list[str] = Field(
        description="What is still open in the ticket that it solved or closed, a sentence each: "
        "tasks, side conversations. [] otherwise."
    )


_AS_STORED = (
    "id", "direction", "quoted", "html", "language", "automatic", "list_name",
    "warnings", "threaded_by", "evidence", "marks", "findings", "message_id", "created_at",
    "written_at",
)  # fmt: skip


def _joined_from(message: Message) -> int:
    return len(message.envelope.transport.get(JOINED_FROM, [])) if message.envelope else 0


def _original(message: Message) -> PartyOut | None:
    if not message.original_address:
        return None
    return PartyOut(name=message.original_name, address=message.original_address)


def _author(message: Message) -> AuthorOut:
    if message.member:
        return AuthorOut(kind="member", id=message.member.pk, name=str(message.member))
    if message.customer:
        return AuthorOut(kind="customer", id=message.customer.pk, name=message.author)
    return AuthorOut(kind="unknown", id=None, name=message.author)


Body = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200_000, pattern=r"\S"),
    AfterValidator(storable),
]


Html = Annotated[
    str, StringConstraints(min_length=1, max_length=MAX_HTML), AfterValidator(storable)
]


# Each is read as a datetime first.
When = Annotated[datetime | Line, Field(union_mode="left_to_right")]


class ScheduledOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 4, "ticket": 7, "member": {"id": 3, "name": "최지수"},
                "send_at": "2026-11-30T00:00:00Z", "state": "waiting", "because": "",
                "body": "새 뚜껑이 오늘 출발합니다.", "html": "", "status": "pending", "files": [],
                "created_at": "2026-11-29T09:00:00Z",
            }
        }
    )  # fmt: skip
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    member: Ref = Field(description="Who wrote it, and in whose name it leaves.")
    send_at: datetime
    state: Literal["waiting", "held"] = Field(
        description="held: it does not leave by itself, its author decides."
    )
    because: str = Field(
        description="Why it is held: newer, done, merged, spam, left, gaps, fields, refused, "
        "reach, restored, failed; '' while it waits."
    )
    body: str = Field(validation_alias="text", description="Placeholders are not filled yet.")
    html: str = Field(description="'' for plain text.")
    status: str | None = Field(description="To be set when it leaves; null: none.")
    files: list[FileOut]
    created_at: datetime

    @staticmethod
    def resolve_status(row: ScheduledAnswer) -> str | None:
        return row.then or None

    @staticmethod
    def resolve_files(row: ScheduledAnswer) -> list[PendingFile]:
        return list(row.files.all())


class NewMessage(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"body": "{{customer.name}}님, 새 뚜껑을 보내 드리겠습니다.", "public": True,
                        "seen": 88, "status": "pending"}
        }
    )  # fmt: skip
    body: Body | None = Field(None, description="Plain words. This, or html.")
    html: Html | None = Field(
        None,
        description="The same with a form: bold, lists, links, tables and so on; all else is taken "
        "out. The body, and the text/plain of the mail, are derived from it. A picture of "
        'POST /files stands in it as <img src="cid:KEY" alt="…">.',
    )
    public: bool = Field(True, description="true answers the customer; false is an internal note.")
    status: StatusWord | None = Field(None, description="Set afterwards.")
    seen: Id | None = Field(
        None,
        description="The «last_public_id» you saw. With newer content the answer is 409.",
    )
    attachments: list[Line] = Field([], max_length=30, description="Keys from POST /files.")
    send_at: When | None = Field(
        None,
        description="Answer 202: it waits until then, and can be changed (…/scheduled). A time to "
        "come, within a year; or words, Korean or English, in your time zone.",
    )
    wait: int = Field(
        0, ge=0, le=60,
        description="So many seconds an answer waits before it leaves; it can be taken back.",
    )  # fmt: skip


class Collision(Schema):
    """«newer_messages»: read them, and send again with the last_public_id as «seen».

    «merged»: write into the ticket of «merged_into».
    """

    error: dict[str, Any]
    newer: list[MessageOut] = []
    merged_into: int | None = None
