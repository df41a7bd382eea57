"""/synonyms: words that mean the same to a search."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.synonyms.built_in import BuiltIn, built_in
from maru.staff.synonyms.checking import Unfit
from maru.staff.synonyms.models import SynonymGroup

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 1, "words": ["반품", "도로 가져가다"], "is_one_way": False,
    "created_at": "2026-11-22T09:00:00Z", "updated_at": "2026-11-22T09:00:00Z",
}  # fmt: skip
TheWords = Annotated[list[Line], Field(max_length=100, description="Two or more, 20 at most.")]
ONE_WAY = "The first also finds the others, and none of them the first."


class SynonymsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    words: list[str]
    is_one_way: bool = Field(description=ONE_WAY)
    created_at: datetime
    updated_at: datetime


class NewSynonyms(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"words": EXAMPLE["words"], "is_one_way": False}}
    )
    words: TheWords
    is_one_way: bool = Field(False, description=ONE_WAY)


class SynonymsChange(Schema):
    words: TheWords = Field(default_factory=list)
    is_one_way: bool = unset()


class BuiltInOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"key": "0f3c9a1b", "words": ["환불", "환급", "refund"], "is_on": True}
        }
    )
    key: str
    words: list[str]
    is_on: bool


class BuiltInList(Schema):
    items: list[BuiltInOut]


class Switch(Schema):
    is_on: bool


@router.read(
    "/synonyms/built-in", BuiltInList, scope="staff:read", summary="List Maru's own synonyms"
)
def own(request: HttpRequest) -> dict[str, Any]:
    """All of them at once, some 300 groups."""
    caller_who_can(request, Power.COMPANY)
    return {"items": list(built_in())}


@router.write(
    "PATCH", "/synonyms/built-in/{key}", {200: BuiltInOut}, scope="staff:write",
    summary="Switch one of Maru's synonyms",
)  # fmt: skip
def switch(request: HttpRequest, key: Line, data: Switch) -> BuiltIn:
    """Off, the search does not know these words for the same any more."""
    member = caller(request)
    if not member.can(Power.COMPANY):
        raise Http404
    _built_in(key).switch(on=data.is_on, by=member)
    return _built_in(key)


@router.read("/synonyms", Page[SynonymsOut], scope="staff:read", summary="List synonyms")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The company's own groups."""
    member = caller_who_can(request, Power.COMPANY)
    return paged(SynonymGroup.objects.visible_to(member), "id", paging=paging)


@router.read("/synonyms/{id}", SynonymsOut, scope="staff:read", summary="Show synonyms")
def show(request: HttpRequest, id: Id) -> SynonymGroup:
    """One group."""
    return _found(caller(request), id)


@router.write("POST", "/synonyms", {201: SynonymsOut}, scope="staff:write", summary="Add synonyms")
def add(request: HttpRequest, data: NewSynonyms) -> Status[SynonymGroup]:
    """Every search knows them within a second; nothing is indexed anew."""
    member = caller_who_can(request, Power.COMPANY)
    try:
        made = SynonymGroup.add(data.words, by=member, is_one_way=data.is_one_way)
    except Unfit as why:
        raise _wrong(why) from None
    return Status(201, made)


@router.write(
    "PATCH", "/synonyms/{id}", {200: SynonymsOut}, scope="staff:write", summary="Change synonyms"
)
def change(request: HttpRequest, id: Id, data: SynonymsChange) -> SynonymGroup:
    """Only what you send changes; ``words`` are all of them."""
    member = caller(request)
    found = _found(member, id)
    try:
        found.revise(by=member, **data.dict(exclude_unset=True))
    except Unfit as why:
        raise _wrong(why) from None
    except SynonymGroup.DoesNotExist:
        raise Http404 from None
    return _found(member, id)


@router.write(
    "DELETE", "/synonyms/{id}", {204: None}, scope="staff:write", summary="Remove synonyms"
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """The search knows them no more within a second."""
    member = caller(request)
    _found(member, id).remove(by=member)
    return Status(204, None)


def _found(member: Member, pk: int) -> SynonymGroup:
    return get_object_or_404(SynonymGroup.objects.visible_to(member), pk=pk)


def _built_in(key: str) -> BuiltIn:
    found = next((group for group in built_in() if group.key == key), None)
    if found is None:
        raise Http404
    return found


def _wrong(why: Unfit) -> ApiError:
    return ApiError(422, "invalid", str(why), fields={"words": str(why)})
