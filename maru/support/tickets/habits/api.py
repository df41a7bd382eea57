"""/me/habits: how the caller likes to work in tickets."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from maru.kit.api.fields import Line, unset
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller
from maru.support.tickets.doubts import DOUBTS
from maru.support.tickets.habits.habits import Habits

router = Routes()


def _known(name: str) -> str:
    if name not in DOUBTS:
        raise ValueError(_("There is nothing of that name to be asked."))
    return name


DoubtName = Annotated[Line, AfterValidator(_known)]


class HabitsOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "undo_send": True,
                "after_done": "next",
                "no_doubts": [],
                "open_changes": False,
            }
        }
    )
    undo_send: bool = Field(
        description="What you send on a page waits for MARU_UNDO_SEND seconds, to be taken back."
    )
    after_done: Literal["next", "stay", "list"] = Field(
        description="Where the pages go once a ticket is done: on in the list, nowhere, back to it."
    )
    no_doubts: list[str] = Field(
        description="What the pages do not ask before an answer leaves: missing_file, "
        "another_customer, wrong_language."
    )
    open_changes: bool = Field(
        description="The pages show every change between the messages, not folded to one line."
    )


class HabitsChange(Schema):
    undo_send: bool = unset()
    no_doubts: list[DoubtName] = unset()
    after_done: Literal["next", "stay", "list"] = unset()
    open_changes: bool = unset()


@router.read("/me/habits", HabitsOut, scope="staff:read", summary="Show how I like to work")
def show(request: HttpRequest) -> Habits:
    """Of yourself alone: nobody chooses for another."""
    return Habits.of(caller(request))


@router.write(
    "PATCH", "/me/habits", {200: HabitsOut},
    scope="staff:write", summary="Choose how I like to work",
)  # fmt: skip
def change(request: HttpRequest, data: HabitsChange) -> Habits:
    """Only what you send changes. It is for the pages: the API does as each call says."""
    member = caller(request)
    habits = Habits.of(member)
    habits.choose(**data.dict(exclude_unset=True))
    return habits
