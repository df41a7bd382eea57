"""/macros: answers and actions under a name; /actions: what can be done to a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, storable, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.macro import may_own
from maru.support.actions.models import Macro
from maru.support.actions.owning import BadOwner, owner_of
from maru.support.actions.reading import BadChanges, keep_changes
from maru.support.actions.registry import actions
from maru.support.actions.writing import LONGEST, BadText, checked
from maru.support.tickets.models import Ticket

router = Routes()

WhoseWord = Literal["own", "team", "company"]
EXAMPLE: dict[str, Any] = {
    "id": 4, "name": "환불 접수 안내", "shortcut": "환불",
    "text": "{{고객.이름|고객}}님, 환불을 접수했습니다.",
    "changes": {"tags_added": ["환불"], "assignee": "me", "status": "pending"},
    "whose": "company", "teams": [], "brands": [], "used": 12, "used_at": "2026-11-28T02:10:00Z",
}  # fmt: skip
NEW = {name: EXAMPLE[name] for name in EXAMPLE if name not in {"id", "used", "used_at"}}
CHANGES_TOLD = (
    "Name of an action (GET /actions) and its value, as /bulk-changes takes them; «me» for "
    "«assignee» is whoever uses it."
)


class MacroOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    shortcut: str
    text: str = Field(description="The answer, with its placeholders; '' for none.")
    changes: dict[str, Any] = Field(description=CHANGES_TOLD)
    whose: WhoseWord = Field(description="own: yours alone; team: its teams'; company: for all.")
    teams: list[int]
    brands: list[int] = Field(description="Only in their tickets; [] in all.")
    used: int
    used_at: datetime | None

    @staticmethod
    def resolve_teams(macro: Macro) -> list[int]:
        return [team.pk for team in macro.teams.all()]

    @staticmethod
    def resolve_brands(macro: Macro) -> list[int]:
        return [brand.pk for brand in macro.brands.all()]


Name = Annotated[Line, Field(min_length=1, max_length=80)]
Short = Annotated[Line, Field(max_length=30)]
Text = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(storable)]
Ids = Annotated[list[Id], Field(max_length=200)]


class NewMacro(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": NEW})
    name: Name
    shortcut: Short = ""
    text: Text = ""
    changes: dict[str, Any] = Field(default_factory=dict, description=CHANGES_TOLD)
    whose: WhoseWord = "own"
    teams: Ids = Field(default_factory=list, description="Of whose: team.")
    brands: Ids = Field(default_factory=list, description="Only in their tickets; [] in all.")


class MacroChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"shortcut": "환"}})
    name: Name = unset()
    shortcut: Short = unset()
    text: Text = unset()
    changes: dict[str, Any] = unset()
    whose: WhoseWord = unset()
    teams: Ids = unset()
    brands: Ids = unset()


class MacrosAsked(Paging):
    ticket: Id | None = Field(None, description="Only those that you may use in this ticket.")


class ActionChoice(Schema):
    value: str
    label: str


class ActionOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "status", "label": "상태", "several": False,
                        "choices": [{"value": "open", "label": "진행 중"}]}
        }
    )  # fmt: skip
    name: str
    label: str
    several: bool = Field(description="Whether it takes a list of its choices.")
    choices: list[ActionChoice] | None = Field(description="null: one writes it.")


@router.read("/actions", list[ActionOut], scope="tickets:read", summary="List actions")
def list_actions(request: HttpRequest) -> list[dict[str, Any]]:
    """What a macro can do to a ticket, in the order in which it is done."""
    member = caller_who_can(request, Power.NOTE)
    return [
        {"name": each.name, "label": str(each.label), "several": each.is_many,
         "choices": None if (offered := each.choices(member)) is None else [
             {"value": str(value), "label": str(label)} for value, label in offered]}
        for each in actions(member)
        if not each.is_for_rules
    ]  # fmt: skip


@router.read("/macros", Page[MacroOut], scope="tickets:read", summary="List macros", fails=(422,))
def index(request: HttpRequest, asked: Query[MacrosAsked]) -> dict[str, Any]:
    """Your own, your teams' and everybody's, by name."""
    member = caller(request)
    rows = Macro.objects.visible_to(member)
    if asked.ticket is not None:
        ticket = Ticket.objects.visible_to(member).filter(pk=asked.ticket).first()
        if ticket is None:
            raise _wrong("ticket", _("There is no such ticket."))
        rows = Macro.objects.for_use_by(member).fitting(ticket)
    return paged(_loaded(rows), "name", "id", paging=asked)


@router.read("/macros/{id}", MacroOut, scope="tickets:read", summary="Show a macro")
def show(request: HttpRequest, id: Id) -> Macro:
    """One macro, with how often it was used."""
    return get_object_or_404(_loaded(Macro.objects.visible_to(caller(request))), pk=id)


@router.write("POST", "/macros", {201: MacroOut}, scope="tickets:write", summary="Save a macro")
def create(request: HttpRequest, data: NewMacro) -> Status[Macro]:
    """Teams' macros need a lead of each of them, everybody's a manager."""
    member = caller_who_can(request, Power.NOTE)
    fields = _checked(data.dict(), member)
    _must_say_or_do(fields["text"], fields["changes"])
    if not may_own(member, fields["whose"], fields["teams"], fields["brands"]):
        raise PermissionDenied
    return Status(201, Macro.make(by=member, **fields))


@router.write(
    "PATCH", "/macros/{id}", {200: MacroOut}, scope="tickets:write", summary="Change a macro"
)
def change(request: HttpRequest, id: Id, data: MacroChange) -> Macro:
    """Only what you send changes."""
    member, macro = _changeable(request, id)
    asked = data.dict(exclude_unset=True)
    if asked.keys() & {"whose", "teams", "brands"}:
        whose = asked.setdefault("whose", macro.whose)
        stays = whose == macro.whose
        asked.setdefault("teams", [team.pk for team in macro.teams.all()] if stays else [])
        asked.setdefault("brands", [brand.pk for brand in macro.brands.all()])
    fields = _checked(asked, member, macro)
    _must_say_or_do(fields.get("text", macro.text), fields.get("changes", macro.changes))
    if "whose" in fields and not may_own(
        member, fields["whose"], fields["teams"], fields["brands"]
    ):
        raise PermissionDenied
    macro.revise(by=member, **fields)
    return get_object_or_404(_loaded(Macro.objects.visible_to(member)), pk=id)


@router.write(
    "DELETE", "/macros/{id}", {204: None}, scope="tickets:write", summary="Remove a macro"
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """For everybody it was for. What it did stays."""
    member, macro = _changeable(request, id)
    macro.remove(by=member)
    return Status(204, None)


def _loaded(rows: QuerySet[Macro]) -> QuerySet[Macro]:
    return rows.prefetch_related("teams", "brands")


def _changeable(request: HttpRequest, pk: int) -> tuple[Member, Macro]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    member = caller(request)
    macro = get_object_or_404(_loaded(Macro.objects.visible_to(member)), pk=pk)
    if not macro.may_be_changed_by(member):
        raise PermissionDenied
    return member, macro


def _checked(asked: dict[str, Any], by: Member, macro: Macro | None = None) -> dict[str, Any]:
    """Return the fields of a row. Raises ApiError 422."""
    if "text" in asked:
        try:
            asked["text"] = checked(asked["text"], by)
        except BadText as why:
            raise _wrong("text", str(why)) from None
    if asked.get("changes"):
        try:
            asked["changes"] = keep_changes(asked["changes"], by)
        except BadChanges as bad:
            wrong = {f"changes.{name}": words for name, words in bad.wrong.items()}
            raise ApiError(422, "invalid", next(iter(wrong.values())), fields=wrong) from None
    if "whose" in asked:
        keeps = macro.member if macro else None
        try:
            owner = owner_of(
                asked["whose"], by, teams=asked["teams"], brands=asked["brands"], keeps=keeps
            )
        except BadOwner as why:
            raise _wrong(why.field, str(why)) from None
        asked |= owner.as_fields()
    return asked


def _must_say_or_do(text: str, changes: dict[str, Any]) -> None:
    if not text.strip() and not changes:
        raise _wrong("text", _("Write an answer, or choose what it is to do."))


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
