"""POST /tickets/together: one thing done to several tickets, as in the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, unset
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.api.schemas import Tag
from maru.support.tickets.models import Ticket
from maru.support.tickets.together import AT_MOST, VERBS, Deed, do_to_all, giving_to, tagging

router = Routes()


class Together(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"tickets": [7, 12], "do": "solve"}}
    )
    tickets: list[Id] = Field(min_length=1, max_length=AT_MOST)
    do: Literal["solve", "reopen", "spam", "not_spam"] = unset()
    assignee: Id | None = Field(None, description="A member; null is nobody.")
    tag: Annotated[Tag, Field(min_length=1, description="Added to theirs.")] = unset()


class TogetherOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "changed": [7],
                "unchanged": [12],
                "unfit": [],
                "merged": [],
                "unfilled": [],
                "unknown": [],
            }
        }
    )
    changed: list[int]
    unchanged: list[int] = Field(description="They were so already.")
    unfit: list[int] = Field(
        description="The assignee does not work for their brand or private team."
    )
    merged: list[int] = Field(description="They were merged into others, and are not changed.")
    unfilled: list[int] = Field(
        description="A custom field of theirs is needed to solve them and says nothing yet."
    )
    unknown: list[int] = Field(description="There is no such ticket for you.")


@router.write(
    "POST", "/tickets/together", {200: TogetherOut}, scope="tickets:write",
    summary="Do one thing to several tickets",
)  # fmt: skip
def together(request: HttpRequest, data: Together) -> dict[str, Any]:
    """One of `do`, `assignee` and `tag`. Each ticket changes as by itself, with its own event."""
    by = caller_who_can(request, Power.CHANGE)
    deed = _deed(data, by)
    tickets = Ticket.objects.visible_to(by).filter(pk__in=data.tickets)
    done = do_to_all(tickets, deed)
    known = {*done.changed, *done.unchanged, *done.unfit, *done.merged, *done.unfilled}
    return {**vars(done), "unknown": sorted(set(data.tickets) - known)}


def _deed(data: Together, by: Member) -> Deed:
    asked = data.model_fields_set - {"tickets"}
    if len(asked) != 1:
        words = _("Say one thing to do: do, assignee or tag.")
        raise ApiError(422, "invalid", words, fields=dict.fromkeys(sorted(asked) or ["do"], words))
    makers: dict[str, Callable[[], Deed]] = {
        "do": lambda: lambda ticket: VERBS[data.do](ticket, by=by),
        "assignee": lambda: giving_to(data.assignee, by=by),
        "tag": lambda: tagging(data.tag, by=by),
    }
    return makers[asked.pop()]()
