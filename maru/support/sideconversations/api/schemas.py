"""Side conversations as the API tells them, and what it is told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, unset
from maru.support.sideconversations.models import (
    SideConversation,
    SideFile,
    SideMessage,
    SideParticipant,
)
from maru.support.tickets.api.message_schemas import AttachmentOut, Body, Html
from maru.support.tickets.api.schemas import Ref

Whom = Annotated[
    list[Line],
    Field(min_length=1, max_length=50, description="Members by name or address, teams by name, "
          "others by their address."),
]  # fmt: skip
SIDE: dict[str, Any] = {
    "id": 5, "ticket": 7, "subject": "뚜껑 재고", "state": "open", "awaits_answer": True,
    "participants": [{"id": 9, "member": None, "team": None, "address": "vendor@parts.example",
                      "name": "부품사"}],
    "started_by": {"id": 3, "name": "최지수"}, "created_at": "2026-11-29T09:00:00Z",
    "last_at": "2026-11-29T09:00:00Z", "done_at": None,
}  # fmt: skip
SAID: dict[str, Any] = {
    "id": 31, "member": {"id": 3, "name": "최지수"}, "from_name": "최지수", "from_address": "",
    "to": ["vendor@parts.example"], "body": "뚜껑만 따로 있나요?", "html": "", "automatic": "",
    "warnings": [], "delivery": "sent", "files": [], "created_at": "2026-11-29T09:00:00Z",
}  # fmt: skip


class ParticipantOut(Schema):
    id: int
    member: Ref | None
    team: Ref | None
    address: str
    name: str


class SideOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": SIDE})
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    subject: str
    state: str = Field(description="open or done; an answer opens it again.")
    awaits_answer: bool = Field(description="The last word is ours: somebody is to answer.")
    participants: list[ParticipantOut]
    started_by: Ref
    created_at: datetime
    last_at: datetime
    done_at: datetime | None

    @staticmethod
    def resolve_state(side: SideConversation) -> str:
        return "done" if side.is_done else "open"

    @staticmethod
    def resolve_participants(side: SideConversation) -> list[SideParticipant]:
        return list(side.participants.all())


class SidesOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [SIDE]}})
    items: list[SideOut]


class SideMessageOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": SAID})
    id: int
    member: Ref | None = Field(description="null: it came by mail from outside.")
    from_name: str
    from_address: str
    to: list[str] = Field(description="Whom it was mailed to outside; [] for colleagues alone.")
    body: str = Field(alias="text", serialization_alias="body")
    html: str = Field(description="Sanitised; '' for plain text. The body says the same in words.")
    automatic: str = Field(description="'', bounce, auto_reply, report, notification, list.")
    warnings: list[str]
    delivery: str | None = Field(description="How far its mail to those outside got.")
    files: list[AttachmentOut]
    created_at: datetime

    @staticmethod
    def resolve_to(message: SideMessage) -> list[str]:
        return [address for _name, address in message.to]

    @staticmethod
    def resolve_delivery(message: SideMessage) -> str | None:
        return message.delivery.state if message.delivery else None

    @staticmethod
    def resolve_files(message: SideMessage) -> list[SideFile]:
        return list(message.files.all())


class Saying(Schema):
    body: Body | None = Field(None, description="Plain words. This, or html.")
    html: Html | None = Field(None, description="The same with a form, as of a ticket's messages.")
    attachments: list[Line] = Field([], max_length=30, description="Keys from POST /files.")
    ticket_files: list[Line] = Field(
        [], max_length=30, description="Keys of files of the ticket that go along."
    )


class NewSide(Saying):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"to": ["vendor@parts.example"], "subject": "뚜껑 재고",
                        "body": "뚜껑만 따로 있나요?"}
        }
    )  # fmt: skip
    to: Whom
    subject: Line = Field("", description="The ticket's, unless you say another.")
    hold: bool = Field(False, description="Put the ticket on hold until the answer comes.")
    wait: int = Field(0, ge=0, le=60, description="So many seconds it waits before it leaves.")


class NewSideMessage(Saying):
    model_config = ConfigDict(json_schema_extra={"example": {"body": "내일까지 알려 주세요."}})
    seen: Id | None = Field(None, description="The id of the newest message you saw.")
    wait: int = Field(0, ge=0, le=60, description="So many seconds it waits before it leaves.")


class SideChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"done": True}})
    done: bool = unset()


class NewPeople(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"to": ["고물류"]}})
    to: Whom
