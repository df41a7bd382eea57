"""/tickets/{number}/macros: using one, and what it would do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.api import Text
from maru.support.actions.foreseeing import Part, foreseen
from maru.support.actions.models import Macro, MacroUse
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.using import Used, use_macro
from maru.support.tickets.api.message_schemas import Collision, MessageOut
from maru.support.tickets.api.messages import messages_of, said
from maru.support.tickets.api.naming import files_named
from maru.support.tickets.before_done import left_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.composing import fill_in, left_empty
from maru.support.tickets.models import Ticket

router = Routes()


class MacroStep(Schema):
    name: str
    label: str
    value: str = Field(validation_alias="words", description="In words.")
    would: str = Field(description="change, same (it is so already), refused")
    reason: str = Field(description="Why it would be refused; '' otherwise.")
    reason_in_words: str = Field(validation_alias="why")
    undoable: bool = Field(validation_alias="can_be_undone")

    @staticmethod
    def resolve_would(part: Part) -> str:
        return "refused" if part.reason else "same" if part.is_so else "change"


class MacroForeseen(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "text": "김하늘님, 환불을 접수했습니다.", "empty": [],
                "changes": [{"name": "status", "label": "상태", "value": "대기 중",
                             "would": "change", "reason": "", "reason_in_words": "",
                             "undoable": True}],
            }
        }
    )  # fmt: skip
    text: str = Field(description="The answer, filled in for this ticket.")
    empty: list[str] = Field(description="Placeholders that have no value here.")
    changes: list[MacroStep]


class MacroUseIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"seen": 88}})
    text: Text | None = Field(
        None, description="Say this instead of its answer; '' says nothing, null its own."
    )
    public: bool = Field(True, description="true answers the customer; false is an internal note.")
    seen: Id | None = Field(
        None, description="The «last_public_id» you saw. With newer content the answer is 409."
    )
    empty_anyway: bool = Field(
        False, description="Send the answer though a placeholder has no value: it is left out."
    )
    attachments: list[Line] = Field(default_factory=list, max_length=30)


class StepLeft(Schema):
    name: str
    reason: str
    reason_in_words: str


class MacroUseOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"id": 9, "macro": 4, "ticket": 7, "at": "2026-11-29T01:00:00Z",
                        "changed": ["status"], "left": [], "message": None, "left_open": [],
                        "may_be_undone": True, "undone_at": None}
        }
    )  # fmt: skip
    id: int
    macro: int
    ticket: int
    at: datetime
    changed: list[str] = Field(description="Names of the actions that changed something.")
    left: list[StepLeft] = Field(description="Actions that could not be done.")
    message: MessageOut | None
    left_open: list[str] = Field(
        description="What is still open in the ticket that it solved, a sentence each; else []."
    )
    may_be_undone: bool
    undone_at: datetime | None


@router.read(
    "/tickets/{number}/macros/{id}", MacroForeseen, scope="tickets:read",
    summary="What a macro would say and do", fails=(422,),
)  # fmt: skip
def foresee(request: HttpRequest, number: Id, id: Id) -> dict[str, Any]:
    """For this ticket and for you. Nothing is done."""
    member, ticket, macro = _asked(request, number, id)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return {
        "text": said(lambda: fill_in(macro.text, ticket, member, leave_empty=True)),
        "empty": said(lambda: left_empty(macro.text, ticket, member)),
        "changes": foreseen(macro.changes, ticket, member),
    }


@router.write(
    "POST", "/tickets/{number}/macros/{id}", {200: MacroUseOut, 409: Collision},
    scope="tickets:write", summary="Use a macro",
)  # fmt: skip
def use(request: HttpRequest, number: Id, id: Id, data: MacroUseIn) -> dict[str, Any]:
    """It does what it does and sends its answer, if it has one, in one step.

    An action that cannot be done is told in «left»; an answer that cannot be sent keeps
    everything from being done.
    """
    member, ticket, macro = _asked(request, number, id)
    text = macro.text if data.text is None else data.text
    is_asked = data.public and not data.empty_anyway
    if is_asked and (names := said(lambda: left_empty(text, ticket, member))):
        words = _("There is no value for %(names)s.") % {"names": ", ".join(names)}
        raise ApiError(422, "empty_placeholder", words, fields={"text": words})
    files = files_named(data.attachments, member)
    did = said(
        lambda: use_macro(
            macro, ticket, by=member, text=text, is_public=data.public, seen=data.seen,
            files=files,
        )
    )  # fmt: skip
    return _told(did)


@router.write(
    "POST", "/macro-uses/{id}/undo", {200: MacroUseOut}, scope="tickets:write",
    summary="Take back what a macro did", fails=(409,),
)  # fmt: skip
def undo(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Yours, within 30 days. What was said stays said, and what somebody changed since stays."""
    member = caller_who_can(request, Power.CHANGE)
    rows = MacroUse.objects.visible_to(member).select_related("ticket", "macro", "by", "cause")
    found = get_object_or_404(rows, pk=id)
    why = found.undo(by=member)
    if why is None:
        raise ApiError(409, "nothing", _("There is nothing to take back."))
    return _told(Used(found, left={"": why} if why else {}))


def _asked(request: HttpRequest, number: int, pk: int) -> tuple[Member, Ticket, Macro]:
    member = caller_who_can(request, Power.NOTE)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    return (
        member,
        ticket,
        get_object_or_404(Macro.objects.for_use_by(member).fitting(ticket), pk=pk),
    )


def _told(did: Used) -> dict[str, Any]:
    use, message = did.use, did.message
    return {
        "id": use.pk, "macro": use.macro_id, "ticket": use.ticket_id, "at": use.at,
        "changed": list(use.was),
        "left": [
            {"name": name, "reason": code, "reason_in_words": reason_in_words(code)}
            for name, code in did.left.items()
        ],
        "message": MessageOut.of(messages_of(message.ticket).get(pk=message.pk))
        if message else None,
        "left_open": left_open(use.ticket) if use.changes.get("status") in DONE else [],
        "may_be_undone": use.may_be_undone, "undone_at": use.undone_at,
    }  # fmt: skip
