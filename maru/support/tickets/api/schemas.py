"""What tickets look like in the API, and what they take."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.fields import Id, Line, Moment, Paging, Words, storable, unset
from maru.kit.fields.telling import plain_values
from maru.records.customers.models import Customer
from maru.support.tickets.before_done import left_open
from maru.support.tickets.choices import Priority
from maru.support.tickets.models import Participant, Ticket

StatusWord = Literal["new", "open", "pending", "on_hold", "solved", "closed"]
PriorityWord = Literal["low", "normal", "high", "urgent"]
KindWord = Literal["question", "problem", "request", "complaint"]
SourceWord = Literal["email", "phone", "visit", "api", "form", "import"]
Subject = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=500),
    AfterValidator(storable),
]
Tag = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60), AfterValidator(storable)
]
Whose = Annotated[str, StringConstraints(pattern=r"^(me|none|[1-9][0-9]{0,17})$")]


class Ref(Schema):
    id: int
    name: str


class RequesterOut(Ref):
    email: str = Field(description="Their first e-mail address; '' without any.")

    @staticmethod
    def resolve_email(customer: Customer) -> str:
        points = customer.contact_points.all()
        return next((point.value for point in points if point.kind == "email"), "")


class ParticipantOut(Schema):
    id: int
    address: str
    name: str
    admission: str = Field(description="seen (gets nothing), admitted, removed")


EXAMPLE: dict[str, Any] = {
    "number": 7, "subject": "무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요", "status": "open",
    "priority": "normal", "kind": "question", "source": "email",
    "brand": {"id": 1, "name": "온누리 상점"}, "channel": 1,
    "team": {"id": 1, "name": "고객지원팀"}, "assignee": {"id": 3, "name": "최지수"},
    "requester": {"id": 12, "name": "김하늘", "email": "haneul@example.com"},
    "tags": ["파손"], "followers": [], "participants": [], "follow_up_of": None,
    "created_at": "2026-11-22T09:00:00Z", "updated_at": "2026-11-22T09:10:00Z",
    "first_answered_at": None, "solved_at": None, "is_spam": False, "unread": True,
    "snoozed": False, "snoozed_until": None,
    "last_public_id": 88, "merged_into": None, "fields": {"상품군": "주방"},
    "url": "https://desk.example.com/tickets/7/",
}  # fmt: skip


class TicketOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    number: int
    subject: str
    status: StatusWord
    priority: PriorityWord
    kind: KindWord
    source: SourceWord
    brand: Ref
    channel: int | None = Field(alias="channel_id", serialization_alias="channel")
    team: Ref | None
    assignee: Ref | None
    requester: RequesterOut | None
    tags: list[str]
    followers: list[Ref]
    participants: list[ParticipantOut]
    follow_up_of: int | None = Field(
        alias="follow_up_of_id", serialization_alias="follow_up_of",
        description="The number of the ticket that this one continues.",
    )  # fmt: skip
    created_at: datetime
    updated_at: datetime
    first_answered_at: datetime | None
    solved_at: datetime | None
    is_spam: bool
    snoozed: bool = Field(
        alias="is_snoozed", serialization_alias="snoozed",
        description="Put off, and out of the open lists.",
    )  # fmt: skip
    snoozed_until: datetime | None = Field(
        description="When it comes back by itself; null with «snoozed»: when the customer answers."
    )
    unread: bool = Field(
        alias="is_unread", serialization_alias="unread",
        description="Whether it holds something that you have not seen.",
    )  # fmt: skip
    last_public_id: int = Field(
        alias="to_be_seen", serialization_alias="last_public_id",
        description="The newest message the customer wrote or got, or the note of a merger that "
        "brought some: your «seen» when you reply.",
    )  # fmt: skip
    merged_into: int | None = Field(
        alias="merged_into_id", serialization_alias="merged_into",
        description="The number of the ticket where its messages stand: it was merged. It is "
        "changed and answered there.",
    )  # fmt: skip
    fields: dict[str, Any] = Field(
        description="The company's own fields by their key (GET /fields); null where nothing is "
        "said."
    )
    url: str

    @staticmethod
    def resolve_fields(ticket: Ticket) -> dict[str, Any]:
        return plain_values(ticket)

    @staticmethod
    def resolve_priority(ticket: Ticket) -> str:
        return Priority(ticket.priority).name.lower()

    @staticmethod
    def resolve_tags(ticket: Ticket) -> list[str]:
        return [tag.name for tag in ticket.tags.all()]

    @staticmethod
    def resolve_followers(ticket: Ticket) -> list[Any]:
        return list(ticket.followers.all())

    @staticmethod
    def resolve_participants(ticket: Ticket) -> list[Participant]:
        return list(ticket.participants.all())

    @staticmethod
    def resolve_url(ticket: Ticket) -> str:
        return f"{settings.PUBLIC_URL}/tickets/{ticket.pk}/"


STILL_OPEN: list[Any] = ["할 일 하나가 아직 남았습니다: 새 뚜껑 보내기"]


class ChangedTicketOut(TicketOut):
    model_config = ConfigDict(
        json_schema_extra={"example": {**EXAMPLE, "status": "solved", "left_open": STILL_OPEN}}
    )
    left_open: list[str] = Field(
        description="What is still open in it although it is solved or closed, a sentence each: "
        "tasks, side conversations. [] otherwise."
    )

    @staticmethod
    def resolve_left_open(ticket: Ticket) -> list[str]:
        return left_open(ticket) if ticket.is_done else []


class LeftOpenOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": STILL_OPEN}})
    items: list[str] = Field(description="A sentence each; [] where nothing is open.")


class TicketFilter(Paging):
    status: list[StatusWord] = Field([], description="May be repeated.")
    assignee: Whose | None = Field(None, description="A member's id, «me», or «none».")
    team: Id | None = None
    brand: Id | None = None
    requester: Id | None = None
    organization: Id | None = Field(None, description="Whose requester belongs there.")
    priority: PriorityWord | None = None
    kind: KindWord | None = None
    source: SourceWord | None = Field(None, description="The way it came in.")
    tag: Tag | None = None
    spam: bool = Field(
        False, description="true: only what was put among the spam; otherwise none of it."
    )
    unread: bool | None = Field(
        None, description="true: only what holds something that you have not seen; false: the rest."
    )
    message_id: Line | None = Field(
        None, description="Those with a message of that Message-ID, without <>. A mail to "
        "mailboxes of several teams is in one ticket of each."
    )  # fmt: skip
    updated_since: Moment | None = None
    view: Id | None = Field(None, description="The tickets of a saved view, as you see it.")
    q: Line | None = Field(None, description="Words as the search takes them, a part of the "
                           "requester's name or address, or a ticket's number.")  # fmt: skip


def _an_object(given: Any) -> Any:
    if not isinstance(given, dict):
        raise ValueError(_("An object is needed here; {} is all."))
    return given


class WholeFilter(TicketFilter):
    """As the query of GET /tickets, for all that fit: a misspelt word is refused, since what it
    would have left out would be in it."""

    model_config = ConfigDict(extra="forbid")


Chosen = Annotated[WholeFilter, BeforeValidator(_an_object)]


class Requester(Schema):
    """Somebody by an address or a number; made when nobody knows them yet."""

    email: Line | None = None
    phone: Line | None = None
    name: Line = ""


class NewTicket(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "subject": "주문 조회", "body": "주문이 어디까지 왔나요?", "brand": 1,
                "requester": {"email": "haneul@example.com", "name": "김하늘"}, "tags": ["배송"],
            }
        }
    )  # fmt: skip
    subject: Subject
    body: Words = Field(description="What the customer said: the first message.")
    requester: Requester | Id
    brand: Id | None = Field(None, description="Needed when you work for several brands.")
    channel: Id | None = Field(None, description="The mailbox that answers go out by.")
    priority: PriorityWord = "normal"
    kind: KindWord = "question"
    source: Literal["phone", "visit", "api"] = "api"
    team: Id | None = None
    assignee: Id | None = None
    tags: list[Tag] = Field([], max_length=50)
    fields: dict[Line, Any] = Field({}, max_length=200, description="Custom fields by their key.")
    attachments: list[Line] = Field([], max_length=30, description="Keys from POST /files.")


class TicketChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"status": "pending", "assignee": 3}})
    subject: Subject = unset()
    status: StatusWord = unset()
    priority: PriorityWord = unset()
    kind: KindWord = unset()
    assignee: Id | None = None
    team: Id | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=50)
    fields: dict[Line, Any] = Field(
        default_factory=dict, max_length=200,
        description="Custom fields by their key; null empties one. What is not named stays.",
    )  # fmt: skip
    requester: Requester | Id = unset()
