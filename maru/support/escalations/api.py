"""/tickets/{number}/escalations: a ticket is handed up, taken, given back and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging, storable
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.escalation import LONGEST
from maru.support.escalations.handing.escalating import Wanted, escalate
from maru.support.escalations.handing.giving_back import give_back, take, take_back
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation
from maru.support.escalations.paths.level import MOST, EscalationLevel
from maru.support.escalations.paths.targets import level_among, next_level, paths_for
from maru.support.escalations.showing import chain_of
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.models import Ticket

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 4, "ticket": 7, "level": {"id": 3, "name": "2차 기술"}, "number": 2, "way": "team",
    "from": "1차 상담", "reason": "펌웨어 로그를 볼 사람이 필요합니다.",
    "owner": {"id": 3, "name": "최지수"}, "by": "최지수", "taken_by": None, "taken_at": None,
    "state": "running", "goal": 14400, "used": 0, "promised_at": "2026-11-30T06:00:00Z",
    "overdue": False, "answered": False, "side_conversation": None, "outcome": None, "note": "",
    "created_at": "2026-11-30T01:00:00Z", "closed_at": None, "closed_by": None,
}  # fmt: skip
Text = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(storable)]
Minutes = Annotated[int, Field(ge=1, le=MOST, description="Minutes of working time.")]


class EscalationOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    level: Ref | None = Field(description="null: it was removed since; «name» as it was below.")
    name: str
    number: int = Field(description="Of the level in its path, from 1.")
    way: Literal["team", "department", "vendor"] = Field(
        description="team: a team takes it over. department, vendor: somebody is asked."
    )
    from_name: str = Field(
        serialization_alias="from", description="The level below; '' where it was at none."
    )
    reason: str
    owner: Ref = Field(description="Who answers for it. Never null.")
    by: str = Field(alias="by_name", serialization_alias="by")
    taken_by: Ref | None
    taken_at: datetime | None
    state: Literal["running", "paused", "met", "breached", "stopped"]
    goal: int = Field(description="Seconds of working time.")
    used: int = Field(description="Seconds that had run when it was worked out.")
    promised_at: datetime | None = Field(description="When it is due; null while it stands still.")
    overdue: bool = Field(alias="is_late", serialization_alias="overdue")
    answered: bool = Field(alias="is_answered", serialization_alias="answered")
    side_conversation: int | None = Field(alias="side_id", serialization_alias="side_conversation")
    outcome: Literal["returned", "taken_back", "answered", "solved", "merged"] | None
    note: str
    created_at: datetime
    closed_at: datetime | None
    closed_by: Ref | None

    @staticmethod
    def resolve_outcome(row: Escalation) -> str | None:
        return row.outcome or None


class EscalationsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [EXAMPLE]}})
    items: list[EscalationOut]


class NewEscalation(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"level": 3, "reason": "로그 확인 필요", "within": 240}}
    )
    level: Id | None = Field(None, description="null: the next one.")
    reason: Text = Field(description="Colleagues alone see it.")
    within: Minutes
    text: Text = Field("", description="What a department or vendor is asked.")
    seen: Annotated[int, Field(ge=0)] | None = Field(
        None, description="The id of the newest open one that you saw, 0 for none: 409 if not."
    )


class Note(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"note": "교체 승인됐습니다."}})
    note: Text


@router.read(
    "/tickets/{number}/escalations", EscalationsOut,
    scope="tickets:read", summary="List a ticket's escalations",
)  # fmt: skip
def index(request: HttpRequest, number: Id) -> dict[str, list[Escalation]]:
    """The whole chain, the oldest first; those without «closed_at» are open."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return {"items": chain_of(ticket)}


@router.read(
    "/me/escalations", Page[EscalationOut],
    scope="tickets:read", summary="List my escalations", fails=(422,),
)  # fmt: skip
def mine(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The open ones that you answer for, and those that wait for you or a team of yours to take
    them; the newest first."""
    member = caller(request)
    return paged(Escalation.objects.of(member).loaded(), "-id", paging=paging)


@router.write(
    "POST", "/tickets/{number}/escalations", {201: EscalationOut},
    scope="tickets:write", summary="Hand a ticket up", fails=(409,),
)  # fmt: skip
def add(request: HttpRequest, number: Id, data: NewEscalation) -> Status[Escalation]:
    """To a level of a path that you may use. Whoever has it answers for it until somebody of the
    level takes it."""
    member = caller_who_can(request, Power.CHANGE)
    rows = Ticket.objects.visible_to(member).select_related("brand", "team", "requester")
    ticket = get_object_or_404(rows, pk=number)
    level = _level(ticket, member, data.level)
    wanted = Wanted(level, data.reason, data.within, data.text)
    return Status(201, escalate(ticket, wanted, by=member, seen=data.seen))


@router.write(
    "POST", "/tickets/{number}/escalations/{id}/taking", {200: EscalationOut},
    scope="tickets:write", summary="Take an escalated ticket", fails=(409,),
)  # fmt: skip
def taking(request: HttpRequest, number: Id, id: Id) -> Escalation:
    """You have the ticket and answer for it from now on."""
    member, row = _row(request, number, id)
    take(row, by=member)
    return row


@router.write(
    "POST", "/tickets/{number}/escalations/{id}/giving-back", {200: EscalationOut},
    scope="tickets:write", summary="Give an escalated ticket back", fails=(409,),
)  # fmt: skip
def giving_back(request: HttpRequest, number: Id, id: Id, data: Note) -> Escalation:
    """With an answer, to who had it before. Of who was asked: the side conversation is done."""
    member, row = _row(request, number, id)
    return give_back(row, data.note, by=member)


@router.write(
    "POST", "/tickets/{number}/escalations/{id}/taking-back", {200: EscalationOut},
    scope="tickets:write", summary="Take an escalated ticket back", fails=(409,),
)  # fmt: skip
def taking_back(request: HttpRequest, number: Id, id: Id, data: Note) -> Escalation:
    """To who had it before; what was handed up above it is over, too."""
    member, row = _row(request, number, id)
    return take_back(row, data.note, by=member)


def _row(request: HttpRequest, number: int, pk: int) -> tuple[Member, Escalation]:
    member = caller_who_can(request, Power.CHANGE)
    rows = Escalation.objects.visible_to(member).filter(ticket=number)
    return member, get_object_or_404(rows.loaded().select_related("ticket__team"), pk=pk)


def _level(ticket: Ticket, member: Member, pk: int | None) -> EscalationLevel:
    paths = paths_for(ticket, member)
    if pk is None:
        chain = list(Escalation.objects.open().filter(ticket=ticket).order_by("id"))
        if level := next_level(paths, ticket, chain):
            return level
        raise Unescalatable(422, "top", _("There is no level above it that you may use."))
    if level := level_among(paths, pk):
        return level
    words = _("This level is not there any more. Choose another.")
    raise ApiError(422, "invalid", words, fields={"level": words})
