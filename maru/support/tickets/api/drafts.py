"""/tickets/{number}/draft: what the caller was writing, as the ticket's page keeps it."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.message_schemas import Body, FileOut, Html
from maru.support.tickets.api.naming import written_in
from maru.support.tickets.api.schemas import StatusWord
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Draft, PendingFile, Ticket

router = Routes()


class DraftIn(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"body": "확인하고 다시 알려", "public": True}}
    )
    body: Body | None = Field(None, description="Plain words. This, or html.")
    html: Html | None = Field(None, description="The same with a form, as of a message.")
    public: bool = Field(True, description="Whether it is to be an answer; false: a note.")
    status: StatusWord | None = Field(None, description="To be set with it.")


class DraftOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "body": "확인하고 다시 알려", "html": "", "public": True, "status": "pending",
                "files": [], "updated_at": "2026-11-29T01:02:00Z",
            }
        }
    )  # fmt: skip
    body: str = Field(validation_alias="text")
    html: str = Field(description="'' for plain text.")
    public: bool
    status: str | None = Field(description="To be set with it; null: none was chosen.")
    files: list[FileOut] = Field(description="They hang on it. Send them by their keys.")
    updated_at: datetime

    @staticmethod
    def resolve_public(draft: Draft) -> bool:
        return draft.direction != Direction.INTERNAL

    @staticmethod
    def resolve_status(draft: Draft) -> str | None:
        return draft.then or None

    @staticmethod
    def resolve_files(draft: Draft) -> list[PendingFile]:
        return list(draft.files.all())


@router.read("/tickets/{number}/draft", DraftOut, scope="tickets:read", summary="Show my draft")
def show(request: HttpRequest, number: Id) -> Draft:
    """What you were writing in this ticket; 404 when there is nothing. Nobody else's is shown."""
    ticket, member = _asked(request, number)
    return get_object_or_404(ticket.drafts, member=member)


@router.write(
    "PUT", "/tickets/{number}/draft", {200: DraftOut}, scope="tickets:write",
    summary="Keep my draft",
)  # fmt: skip
def keep(request: HttpRequest, number: Id, data: DraftIn) -> Draft:
    """It replaces the draft before. The page shows it when it is opened next."""
    ticket, member = _asked(request, number)
    direction = Direction.TO_CUSTOMER if data.public else Direction.INTERNAL
    said = written_in(data.body, data.html)
    Draft.keep(ticket, member, said, direction, then=data.status or "")
    return ticket.drafts.get(member=member)


@router.write(
    "DELETE", "/tickets/{number}/draft", {204: None}, scope="tickets:write",
    summary="Forget my draft",
)  # fmt: skip
def forget(request: HttpRequest, number: Id) -> Status[None]:
    """Doing it twice changes nothing."""
    ticket, member = _asked(request, number)
    ticket.drafts.filter(member=member).delete()
    return Status(204, None)


def _asked(request: HttpRequest, number: int) -> tuple[Ticket, Member]:
    member = caller_who_can(request, Power.NOTE)
    return get_object_or_404(Ticket.objects.visible_to(member), pk=number), member
