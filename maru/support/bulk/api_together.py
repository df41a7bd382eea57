"""POST /tickets/together: one thing done to a few tickets at once, in the request."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, unset
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.roles import Power
from maru.support.actions.reading import BadChanges, read_changes
from maru.support.bulk.bulk_change import AT_ONCE, tickets_named
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now
from maru.support.tickets.api.schemas import Tag
from maru.support.tickets.before_done import where_left_open
from maru.support.tickets.choices import DONE
from maru.support.tickets.models import Ticket

router = Routes()

DONE_BY: dict[str, dict[str, Any]] = {
    "solve": {"status": "solved"}, "reopen": {"status": "open"},
    "spam": {"spam": True}, "not_spam": {"spam": False},
}  # fmt: skip


class Together(Schema):
    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"example": {"tickets": [7, 12], "do": "solve"}}
    )
    tickets: list[Id] = Field(min_length=1, max_length=AT_ONCE)
    do: Literal["solve", "reopen", "spam", "not_spam"] = unset()
    assignee: Id | None = Field(None, description="A member; null is nobody.")
    tag: Annotated[Tag, Field(min_length=1, description="Added to theirs.")] = unset()


class TogetherOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "bulk_change": 5, "changed": [7], "unchanged": [12], "unfit": [], "merged": [],
                "unfilled": [], "left_open": [7], "unknown": [],
            }
        }
    )  # fmt: skip
    bulk_change: int | None = Field(
        description="POST /bulk-changes/{id}/undo takes it back; null when no ticket was known."
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
    left_open: list[int] = Field(
        description="Of the changed: they were solved with tasks or side conversations open in "
        "them. Nobody is asked."
    )
    unknown: list[int] = Field(description="There is no such ticket for you.")


@router.write(
    "POST", "/tickets/together", {200: TogetherOut}, scope="tickets:write",
    summary="Do one thing to several tickets",
)  # fmt: skip
def together(request: HttpRequest, data: Together) -> dict[str, Any]:
    """One of `do`, `assignee` and `tag`. For more at once, or more of them: /bulk-changes."""
    by = caller_who_can(request, Power.CHANGE)
    asked = data.model_fields_set - {"tickets"}
    if len(asked) != 1:
        words = _("Say one thing to do: do, assignee or tag.")
        raise ApiError(422, "invalid", words, fields=dict.fromkeys(sorted(asked) or ["do"], words))
    name = asked.pop()
    means: dict[str, dict[str, Any]] = {
        "do": DONE_BY.get(data.do, {}),
        "tag": {"tags_added": [data.tag]},
        "assignee": {"assignee": data.assignee},
    }
    rows = tickets_named(data.tickets, by)
    told: dict[str, list[int]] = {"changed": [], "same": [], "unfit": [], "merged": []}
    try:
        changes = read_changes(means[name], by)
    except BadChanges as why:
        words = next(iter(why.wrong.values()))
        if name == "assignee":  # nobody whom one knows of works for the brand of any ticket
            unfit = list(rows.order_by("pk").values_list("pk", flat=True))
            return _answer(None, {**told, "unfit": unfit}, data)
        raise ApiError(422, "invalid", words, fields={name: words}) from None
    if data.do == "reopen":
        told["same"] += rows.exclude(status__in=DONE).values_list("pk", flat=True)
        rows = rows.filter(status__in=DONE)
    change = BulkChange.look_at(rows, changes, by=by)
    do_now(change)
    for number, outcome, reason in change.outcomes():
        told.setdefault(reason or outcome, []).append(number)
    return _answer(change.pk if change.total else None, told, data)


def _answer(pk: int | None, told: dict[str, list[int]], data: Together) -> dict[str, Any]:
    changed = Ticket.objects.filter(pk__in=told["changed"] if data.do == "solve" else [])
    left_open = changed.filter(where_left_open()).order_by("pk")
    known = {number for numbers in told.values() for number in numbers}
    return {
        "bulk_change": pk, "changed": told["changed"], "unchanged": sorted(told["same"]),
        "unfit": told["unfit"], "merged": told["merged"],
        "unfilled": told.get("fields_missing", []),
        "left_open": list(left_open.values_list("pk", flat=True)),
        "unknown": sorted(set(data.tickets) - known),
    }  # fmt: skip
