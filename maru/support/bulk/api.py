"""/bulk-changes: many tickets changed in one step, looked at before, taken back after."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.reading import BadChanges, read_changes
from maru.support.actions.reasons import reason_in_words
from maru.support.bulk.bulk_change import part_outcomes, tickets_named
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.api.finding import narrowed
from maru.support.tickets.api.schemas import Chosen, WholeFilter
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet

router = Routes()

NAMED = 1_000  # tickets that one request may name by their numbers


class ForeseenOut(Schema):
    change: int = Field(description="So many will change.")
    same: int = Field(description="So many are so already.")
    left: dict[str, int] = Field(
        description="So many are left out, by reason: merged, unfit (the assignee does not work "
        "for their brand or private team), gone, unseen, or what another app refuses."
    )
    left_open: int = Field(
        0, description="So many will be solved or closed with something open in them: tasks, side "
        "conversations, answers that wait.",
    )  # fmt: skip
    examples: dict[str, list[int]] = Field(
        description="Some numbers of each: «change», «same», «left_open», and the reasons."
    )


class BulkOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 5, "state": "looked_at", "changes": {"status": "solved", "assignee": 3},
                "total": 1234,
                "foreseen": {"change": 1180, "same": 42, "left": {"unfit": 12}, "left_open": 3,
                             "examples": {"change": [7, 9], "same": [12], "unfit": [13]}},
                "percent": 0, "changed": 0, "same": 0, "left": {}, "undone": 0, "kept": {},
                "may_be_undone": False, "created_at": "2026-11-29T01:00:00Z", "ended_at": None,
            }
        }
    )  # fmt: skip
    id: int
    state: Literal["looked_at", "under_way", "done", "stopped", "failed", "undoing", "undone"]
    changes: dict[str, Any]
    total: int = Field(description="Tickets that were chosen. They stay the same ones.")
    foreseen: ForeseenOut
    percent: int = Field(description="How far it is, or its taking back.")
    changed: int
    same: int
    left: dict[str, int] = Field(description="Left out in the end, by reason.")
    undone: int
    kept: dict[str, int] = Field(
        description="Not taken back, by reason: «since» was changed by somebody since."
    )
    may_be_undone: bool
    created_at: datetime
    ended_at: datetime | None

    @staticmethod
    def resolve_percent(change: BulkChange) -> int:
        errand = change.undoing or change.errand
        if errand is None:
            return 0
        return errand.percent if errand.is_under_way else 100

    @staticmethod
    def resolve_ended_at(change: BulkChange) -> datetime | None:
        errand = change.undoing or change.errand
        return errand.ended_at if errand else None


class NewBulk(Schema):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {"filter": {"view": 1}, "changes": {"status": "solved", "assignee": 3}}
        },
    )  # fmt: skip
    tickets: list[Id] | None = Field(
        None, min_length=1, max_length=NAMED, description="Numbers; or give «filter»."
    )
    filter: Chosen | None = Field(None, description="What GET /tickets takes; {} is all.")
    changes: dict[str, Any] = Field(
        description="status, priority, kind, assignee (an id, «me», null), team (an id, null), "
        "tags_added, tags_removed, follow (whether you do), spam, fields.KEY, fields_added.KEY "
        "and fields_removed.KEY (of several choices: a list); further ones of other apps."
    )
    begin: bool = Field(False, description="true: do it at once, without looking first.")


class OutcomeOut(Schema):
    number: int
    outcome: Literal["changed", "same", "left", "undone", "kept"]
    reason: str = Field(description="Of «left» and «kept»; '' otherwise.")
    reason_in_words: str


class OutcomesOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [{"number": 7, "outcome": "left", "reason": "merged",
                           "reason_in_words": "Merged into another ticket"}],
                "next": None,
            }
        }
    )  # fmt: skip
    items: list[OutcomeOut]
    next: str | None = Field(description="Pass it as ?cursor= for what follows; null at the end.")


class OutcomesAsked(Paging):
    limit: int = Field(10, ge=1, le=20, description="Parts of 50 tickets at most.")


@router.read(
    "/bulk-changes", Page[BulkOut], scope="tickets:read", summary="List bulk changes",
    fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own, the newest first."""
    rows = BulkChange.objects.visible_to(_member(request)).select_related("errand", "undoing")
    return paged(rows, "-id", paging=paging)


@router.write(
    "POST", "/bulk-changes", {201: BulkOut, 202: BulkOut}, scope="tickets:write",
    summary="Change many tickets in one step",
)  # fmt: skip
def create(request: HttpRequest, data: NewBulk) -> Status[BulkChange]:
    """Look first: which tickets, how many would change, how many are so already, how many are
    left out and why. Nothing changes until it is begun, within a day. At most 100,000 tickets.
    """
    member = _member(request)
    try:
        changes = read_changes(data.changes, member)
    except BadChanges as why:
        wrong = {f"changes.{name}": words for name, words in why.wrong.items()}
        raise ApiError(422, "invalid", next(iter(wrong.values())), fields=wrong) from None
    new = BulkChange.look_at(_chosen(data, member), changes, by=member)
    if not data.begin:
        return Status(201, new)
    do_now(new)
    return Status(202, new)


@router.read("/bulk-changes/{id}", BulkOut, scope="tickets:read", summary="Show a bulk change")
def show(request: HttpRequest, id: Id) -> BulkChange:
    """How far it is, and what came of it."""
    return _found(request, id)


@router.read(
    "/bulk-changes/{id}/tickets", OutcomesOut, scope="tickets:read",
    summary="What became of each ticket", fails=(422,),
)  # fmt: skip
def outcomes(request: HttpRequest, id: Id, paging: Query[OutcomesAsked]) -> dict[str, Any]:
    """Those that were worked on so far, by their numbers; a page has up to 50 for each of
    «limit». Kept for 30 days."""
    parts = _found(request, id).parts.filter(outcome__isnull=False)
    page = paged(parts, "position", paging=paging)
    items = [
        {"number": number, "outcome": outcome, "reason": reason,
         "reason_in_words": reason_in_words(reason) if reason else ""}
        for part in page["items"]
        for number, outcome, reason in part_outcomes(part)
    ]  # fmt: skip
    return {"items": items, "next": page["next"]}


@router.write(
    "POST", "/bulk-changes/{id}/start", {202: BulkOut}, scope="tickets:write",
    summary="Begin a bulk change", fails=(409,),
)  # fmt: skip
def begin(request: HttpRequest, id: Id) -> Status[BulkChange]:
    """Twice begins it once. Each ticket is asked again, whether you see it and may change it."""
    change = _found(request, id)
    do_now(change)
    return Status(202, _found(request, id))


@router.write(
    "POST", "/bulk-changes/{id}/stop", {200: BulkOut}, scope="tickets:write",
    summary="Stop a bulk change", fails=(409,),
)  # fmt: skip
def stop(request: HttpRequest, id: Id) -> BulkChange:
    """What has changed stays, and can be taken back. So for its taking back."""
    change = _found(request, id)
    errand = change.undoing or change.errand
    if errand is None or not errand.stop(by=change.by):
        raise ApiError(409, "ended", _("It is not under way."))
    return _found(request, id)


@router.write(
    "POST", "/bulk-changes/{id}/undo", {202: BulkOut}, scope="tickets:write",
    summary="Take a bulk change back", fails=(409,),
)  # fmt: skip
def undo(request: HttpRequest, id: Id) -> Status[BulkChange]:
    """Within 30 days. What somebody changed since stays, and is told in «kept». Twice does it
    once."""
    change = _found(request, id)
    if change.undoing is None and not undo_now(change):
        raise ApiError(409, "nothing", _("There is nothing to take back."))
    return Status(202, _found(request, id))


@router.write(
    "DELETE", "/bulk-changes/{id}", {204: None}, scope="tickets:write",
    summary="Forget a bulk change that was not begun", fails=(409,),
)  # fmt: skip
def forget(request: HttpRequest, id: Id) -> Status[None]:
    """One that was begun stays: it is what happened."""
    change = _found(request, id)
    if change.errand:
        raise ApiError(409, "begun", _("It was begun already."))
    change.delete()
    return Status(204, None)


def _member(request: HttpRequest) -> Member:
    return caller_who_can(request, Power.CHANGE)


def _found(request: HttpRequest, pk: int) -> BulkChange:
    rows = BulkChange.objects.visible_to(_member(request))
    found: BulkChange = get_object_or_404(rows.select_related("errand", "undoing", "by"), pk=pk)
    return found


def _chosen(data: NewBulk, member: Member) -> TicketQuerySet:
    if (data.tickets is None) == (data.filter is None):
        words = _("Say which tickets: «tickets» or «filter».")
        raise ApiError(422, "invalid", words, fields={"tickets": words})
    if data.tickets is not None:
        return tickets_named(data.tickets, member)
    asked = data.filter or WholeFilter.model_validate({})
    rows: TicketQuerySet = narrowed(Ticket.objects.visible_to(member), asked, member)  # type: ignore[assignment]
    return rows if asked.view is not None else rows.filter(merged_into=None)
