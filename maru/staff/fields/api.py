"""/fields: the company's own fields. Their values stand in tickets, customers, ..."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.fields.choice import Choice
from maru.kit.fields.field import CustomField, key_from
from maru.staff.fields.defining import (
    MOST_CHOICES,
    Wanted,
    fields_for,
    make,
    remove,
    revise,
)
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 1, "noun": "ticket", "key": "상품군", "kind": "choice", "label": "상품군", "help": "",
    "pattern": "", "decimals": 0, "unit": "", "brands": [], "needed_to_solve": True,
    "state": "in_use",
    "choices": [{"value": "주방", "label": "주방용품", "colour": "wood", "is_offered": True}],
}  # fmt: skip
Colour = Literal["", "good", "warn", "bad", "info", "wood"]
State = Literal["in_use", "retired", "off"]
Label = Annotated[Line, Field(min_length=1, max_length=60)]


class ChoiceOut(Schema):
    value: str = Field(
        alias="word", serialization_alias="value",
        description="What stands in values and conditions. It stays when the label changes.",
    )  # fmt: skip
    label: str
    colour: str
    is_offered: bool = Field(description="false: kept where it stands, chosen no more.")


class FieldOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    noun: str = Field(description="What has it: ticket, customer, organization.")
    key: str = Field(description="Its name in «fields» of a ticket or customer, in conditions "
                     "(fields.KEY, customer.KEY, organization.KEY) and in the search "
                     "(KEY:value).")  # fmt: skip
    kind: str = Field(description="text, pattern, number, date, choice, many, checkbox, customer.")
    label: str
    help: str
    pattern: str = Field(description="Of kind pattern: a regular expression (RE2) for all of it.")
    decimals: int
    unit: str
    brands: list[int] = Field(
        alias="brand_ids", serialization_alias="brands", description="Empty: all."
    )
    needed_to_solve: bool
    state: State
    choices: list[ChoiceOut]

    @staticmethod
    def resolve_choices(field: CustomField) -> list[Choice]:
        return list(field.choices.all())


class ChoiceIn(Schema):
    value: Line | None = Field(None, description="Of a choice that is there; without it a new one.")
    label: Label
    colour: Colour = ""
    is_offered: bool = True


class NewField(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"noun": "ticket", "kind": "choice", "label": "상품군",
                        "choices": [{"label": "주방용품"}, {"label": "문구"}]}
        },
    )  # fmt: skip
    noun: Line
    kind: Line
    label: Label
    key: Line = Field("", description="Made of the label when left out. It cannot be changed.")
    help: Line = ""
    pattern: Annotated[Line, Field(max_length=300)] = ""
    decimals: int = Field(0, ge=0, le=4)
    unit: Annotated[Line, Field(max_length=20)] = ""
    brands: list[Id] = Field([], max_length=200)
    needed_to_solve: bool = False
    choices: list[ChoiceIn] = Field([], max_length=MOST_CHOICES)


class FieldChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"needed_to_solve": True}})
    label: Label = unset()
    help: Line = unset()
    pattern: Annotated[Line, Field(max_length=300)] = unset()
    decimals: int = Field(default_factory=int, ge=0, le=4)
    unit: Annotated[Line, Field(max_length=20)] = unset()
    brands: list[Id] = Field(default_factory=list, max_length=200)
    needed_to_solve: bool = unset()
    state: State = unset()
    choices: list[ChoiceIn] = Field(
        default_factory=list, max_length=MOST_CHOICES,
        description="All of them, in their order. 409 «choices_in_use» where one is left out that "
        "stands somewhere: send it with is_offered false instead.",
    )  # fmt: skip


class FieldFilter(Paging):
    noun: Line | None = Field(None, description="ticket, customer or organization.")


@router.read("/fields", Page[FieldOut], scope="tickets:read", summary="List custom fields")
def fields(request: HttpRequest, asked: Query[FieldFilter]) -> dict[str, Any]:
    """Those of your brands, in the order in which they are shown, whatever their state."""
    rows = fields_for(caller(request))
    if asked.noun is not None:
        rows = rows.filter(noun=asked.noun)
    return paged(rows, "noun", "place", "id", paging=asked)


@router.read("/fields/{id}", FieldOut, scope="tickets:read", summary="Show a custom field")
def show_field(request: HttpRequest, id: Id) -> CustomField:
    """One field."""
    return get_object_or_404(fields_for(caller(request)), pk=id)


@router.write(
    "POST", "/fields", {201: FieldOut}, scope="staff:write", summary="Make a custom field"
)
def add_field(request: HttpRequest, data: NewField) -> Status[CustomField]:
    """It comes after all others of its noun. Administrators."""
    member = caller_who_can(request, Power.COMPANY)
    chosen = data.dict()
    choices = [Wanted(each.label, each.colour) for each in data.choices]
    del chosen["choices"]
    chosen["brand_ids"] = chosen.pop("brands")
    chosen["key"] = data.key.lower() or key_from(data.label)
    made = make(CustomField(**chosen), choices, by=member)
    return Status(201, fields_for(member).get(pk=made.pk))


@router.write(
    "PATCH", "/fields/{id}", {200: FieldOut},
    scope="staff:write", summary="Change a custom field", fails=(409,),
)  # fmt: skip
def change_field(request: HttpRequest, id: Id, data: FieldChange) -> CustomField:
    """Only what you send changes. Noun, key and kind stay."""
    member, field = _changeable(request, id)
    chosen = data.dict(exclude_unset=True)
    choices = None
    if chosen.pop("choices", None) is not None and field.how.has_choices:
        known = {choice.word: choice.pk for choice in field.choices.all()}
        choices = [
            Wanted(c.label, c.colour, known.get(c.value or ""), c.is_offered) for c in data.choices
        ]
    if "brands" in chosen:
        chosen["brand_ids"] = chosen.pop("brands")
    revise(field, choices, by=member, **chosen)
    return fields_for(member).get(pk=id)


@router.write(
    "DELETE", "/fields/{id}", {204: None},
    scope="staff:write", summary="Remove a custom field", fails=(409,),
)  # fmt: skip
def remove_field(request: HttpRequest, id: Id) -> Status[None]:
    """409 «field_filled» where something is filled in: set its state to retired instead."""
    member, field = _changeable(request, id)
    remove(field, by=member)
    return Status(204, None)


def _changeable(request: HttpRequest, pk: int) -> tuple[Member, CustomField]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    member = caller(request)
    found = get_object_or_404(fields_for(member), pk=pk)
    if not member.can(Power.COMPANY):
        raise PermissionDenied
    return member, found
