"""/views: saved views of tickets."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field, WithJsonSchema

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, storable, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.staff.members.models import Member
from maru.staff.members.whose import Whose, may_change
from maru.support.savedviews.columns import USUAL, in_their_order, labels, usual
from maru.support.savedviews.grouping import GROUPS
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.ordering import is_group_for, is_order_for
from maru.support.tickets.orders import ORDERS
from maru.support.tickets.vocabulary import TICKETS

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 1, "name": "급한 환불", "whose": "own", "team": None,
    "conditions": {"all": [{"field": "tags", "op": "has", "value": "환불"},
                           {"field": "priority", "op": "in", "value": [3, 4]}]},
    "sort": "newest", "group": "", "columns": USUAL,
}  # fmt: skip
OF_FIELD = r"^fields\.[^:]{1,40}"  # in the words of JSON Schema


def _one_of(words: Iterable[str], more: str) -> WithJsonSchema:
    """Return what programs are told of a word that is checked by hand: so is its error in words."""
    known = {"type": "string", "enum": list(words)}
    return WithJsonSchema({"anyOf": [known, {"type": "string", "pattern": OF_FIELD + more}]})


Sort = Annotated[Line, _one_of(ORDERS, "(:down)?$")]
Group = Annotated[Line, _one_of(["", *GROUPS], "$")]
COLUMNS_TOLD = ("channel, customer, organization, status, priority, assignee, team, brand, kind, "
                "created, updated, and fields.KEY of a custom field.")  # fmt: skip
SORT_TOLD = ("fields.KEY: by a custom field, fields.KEY:down the other way round; tickets without "
             "an answer come last either way.")  # fmt: skip
GROUP_TOLD = ("Under which headings its rows stand; '': none. fields.KEY: by a custom field with "
              "choices, or a checkbox.")  # fmt: skip
WhoseWord = Literal["own", "team", "company"]


class ViewOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    whose: WhoseWord = Field(description="own: yours alone; team: its members'; company: for all.")
    team: int | None = Field(alias="team_id", serialization_alias="team")
    conditions: dict[str, Any] = Field(description="What a ticket must meet. Fields: status, "
        "assignee, team, priority, kind, channel, brand, tags, waiting, unread, created, updated, "
        "answered, solved, subject, text, customer, address, requester, organization, followers, "
        "attachment, spam, and custom fields: fields.KEY of the ticket, customer.KEY and "
        "organization.KEY of its requester. «me» for a person is whoever looks.")  # fmt: skip
    sort: Sort = Field(description=SORT_TOLD)
    group: Group = Field(description=GROUP_TOLD)
    columns: list[str] = Field(description=COLUMNS_TOLD)

    @staticmethod
    def resolve_whose(view: SavedView) -> str:
        return str(view.whose)

    @staticmethod
    def resolve_columns(view: SavedView) -> list[str]:
        return in_their_order(view.columns)


Name = Annotated[Line, Field(min_length=1, max_length=80)]


class NewView(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {key: EXAMPLE[key] for key in EXAMPLE if key != "id"}}
    )
    name: Name
    conditions: dict[str, Any]
    whose: WhoseWord = "own"
    team: Id | None = Field(None, description="Of whose: team.")
    sort: Sort = Field("newest", description=SORT_TOLD)
    group: Group = Field("", description=GROUP_TOLD)
    columns: list[Line] = Field(default_factory=usual, max_length=20, description=COLUMNS_TOLD)


class ViewChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "오늘의 환불"}})
    name: Name = unset()
    conditions: dict[str, Any] = unset()
    sort: Sort = unset()
    group: Group = unset()
    columns: list[Line] = Field(default_factory=list, max_length=20, description=COLUMNS_TOLD)


@router.read("/views", Page[ViewOut], scope="tickets:read", summary="List views")
def views(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own views, your teams' and everybody's. Their tickets are ``GET /tickets?view=``."""
    return paged(SavedView.objects.visible_to(caller(request)), "name", "id", paging=paging)


@router.read("/views/{id}", ViewOut, scope="tickets:read", summary="Show a view")
def show_view(request: HttpRequest, id: Id) -> SavedView:
    """One view."""
    return get_object_or_404(SavedView.objects.visible_to(caller(request)), pk=id)


@router.write("POST", "/views", {201: ViewOut}, scope="tickets:write", summary="Save a view")
def add_view(request: HttpRequest, data: NewView) -> Status[SavedView]:
    """A team's view needs a lead of that team, everybody's a manager."""
    member = caller(request)
    asked = data.dict()
    whose, team = asked.pop("whose"), asked.pop("team")
    if (whose == Whose.TEAM) != (team is not None):
        raise _wrong("team", _("Name the team of a team's view, and of no other."))
    if team is not None and not member.teams.filter(pk=team).exists():
        raise _wrong("team", _("You are in no such team."))
    if not may_change(member, whose, team):
        raise PermissionDenied
    owner = {"member": member if whose == Whose.OWN else None, "team_id": team}
    return Status(201, SavedView.make(by=member, **owner, **_checked(asked, member)))


@router.write(
    "PATCH", "/views/{id}", {200: ViewOut}, scope="tickets:write", summary="Change a view"
)
def change_view(request: HttpRequest, id: Id, data: ViewChange) -> SavedView:
    """Only what you send changes. Whose it is stays."""
    member, found = _changeable(request, id)
    found.revise(by=member, **_checked(data.dict(exclude_unset=True), member))
    return found


@router.write("DELETE", "/views/{id}", {204: None}, scope="tickets:write", summary="Remove a view")
def remove_view(request: HttpRequest, id: Id) -> Status[None]:
    """For everybody it was for. No ticket changes."""
    member, found = _changeable(request, id)
    found.remove(by=member)
    return Status(204, None)


def _changeable(request: HttpRequest, pk: int) -> tuple[Member, SavedView]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    member = caller(request)
    found = get_object_or_404(SavedView.objects.visible_to(member), pk=pk)
    if not found.may_be_changed_by(member):
        raise PermissionDenied
    return member, found


def _checked(asked: dict[str, Any], member: Member) -> dict[str, Any]:
    """Return what can be kept. Raises ApiError 422 for conditions that cannot be asked."""
    if "columns" in asked:
        unknown = set(asked["columns"]) - labels(member).keys()
        if unknown:
            told = _("There is no column %(name)s.") % {"name": min(unknown)}
            raise _wrong("columns", told)
        asked["columns"] = in_their_order(asked["columns"])
    for name, is_for in (("sort", is_order_for), ("group", is_group_for)):
        word = asked.get(name)
        if word is not None and not is_for(member, word) and (name, word) != ("group", ""):
            told = _("There is no choice “%(value)s”.") % {"value": word[:80]}
            raise _wrong(name, told)
    if "conditions" in asked:
        try:
            TICKETS.read(asked["conditions"])
            storable(json.dumps(asked["conditions"], ensure_ascii=False))
        except ValueError as error:
            raise _wrong("conditions", str(error)) from None
    return asked


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
