"""/exports: tickets as a file, made in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.blobs.answer import as_download
from maru.staff.members.by_pass import files_address
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.exports.columns import columns
from maru.support.exports.export import Form, Times
from maru.support.exports.fetching import TYPES, note_fetching
from maru.support.exports.making import begin
from maru.support.exports.models import Export
from maru.support.exports.sources import Unaskable
from maru.support.tickets.api.finding import narrowed
from maru.support.tickets.api.schemas import Chosen, WholeFilter
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import ORDERS
from maru.support.tickets.ticket import TicketQuerySet

router = Routes()


class NewExport(Schema):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"example": {"filter": {"view": 1}, "form": "xlsx"}},
    )
    filter: Chosen = Field(description="What GET /tickets takes.")
    form: Literal["csv", "xlsx"] = "csv"
    times: Literal["local", "iso"] = Field(
        "iso", description="local: 2026-11-29 10:00:00 in your time zone; iso with the zone."
    )
    columns: list[Line] | None = Field(
        None, max_length=200, description="Besides number and subject; null: all there are: "
        "channel, customer, email, phone, organization, status, priority, assignee, team, brand, "
        "kind, tags, followers, created, updated, answered, solved, spam, link, and "
        "fields.KEY of a custom field.",
    )  # fmt: skip
    name: Annotated[Line, Field(max_length=120, description="Of the file.")] = ""


class ExportOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 3, "state": "done", "name": "", "form": "xlsx", "times": "iso",
                "columns": ["number", "subject", "status"], "percent": 100, "rows": 12000,
                "size": 512000, "created_at": "2026-11-29T01:00:00Z",
                "expires_at": "2026-12-02T01:00:09Z", "trouble": "",
            }
        }
    )  # fmt: skip
    id: int
    state: Literal["under_way", "done", "stopped", "failed", "expired"]
    name: str
    form: str
    times: str
    columns: list[str]
    percent: int
    rows: int
    size: int = Field(description="Bytes.")
    created_at: datetime
    expires_at: datetime | None = Field(description="Until then the file can be fetched.")
    trouble: str = Field(description="not_allowed, unaskable, disk, failed; '' for none.")

    @staticmethod
    def resolve_percent(export: Export) -> int:
        return export.errand.percent if export.errand.is_under_way else 100

    @staticmethod
    def resolve_trouble(export: Export) -> str:
        return export.errand.trouble


def filtered_again(what: Any, member: Member) -> tuple[TicketQuerySet, Sequence[str]]:
    """Return what a filter of the API finds for ``member`` now. Raises Unaskable."""
    return _rows(WholeFilter.model_validate(what), member), ORDERS["newest"][1]


def _rows(asked: WholeFilter, member: Member) -> TicketQuerySet:
    seen = Ticket.objects.visible_to(member)
    try:
        rows: TicketQuerySet = narrowed(seen, asked, member)  # type: ignore[assignment]
    except ApiError:
        raise Unaskable("filter") from None
    return rows if asked.view is not None else rows.filter(merged_into=None)


@router.read("/exports", Page[ExportOut], scope="tickets:read", summary="List exports",
             fails=(422,))  # fmt: skip
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Your own, the newest first."""
    rows = Export.objects.visible_to(_member(request)).select_related("errand")
    return paged(rows, "-id", paging=paging)


@router.read("/exports/{id}", ExportOut, scope="tickets:read", summary="Show an export")
def show(request: HttpRequest, id: Id) -> Export:
    """How far it is."""
    return _found(request, id)


@router.write(
    "POST", "/exports", {202: ExportOut}, scope="tickets:read", summary="Export tickets",
    fails=(409,),
)  # fmt: skip
def create(request: HttpRequest, data: NewExport) -> Status[Export]:
    """Team leads and above, and analysts. What you see at the moment of its making goes into it;
    409 «too_many» while three of yours are under way."""
    member = _member(request)
    known = columns(member)
    wanted = list(known) if data.columns is None else data.columns
    if strange := [name for name in wanted if name not in known]:
        words = _("There is no column “%(name)s”.") % {"name": strange[0][:80]}
        raise ApiError(422, "invalid", words, fields={"columns": words})
    try:
        rows = _rows(data.filter, member)
    except Unaskable:
        words = _("There is no such view.")
        raise ApiError(422, "invalid", words, fields={"filter": words}) from None
    export = begin(
        rows, by=member, name=data.name, form=Form(data.form), times=Times(data.times),
        columns=wanted, source={"filter": data.filter.model_dump(mode="json", exclude_unset=True)},
    )  # fmt: skip
    return Status(202, _found(request, export.pk))


@router.read("/exports/{id}/file", bytes, scope="tickets:read", summary="The file of an export")
def fetch(request: HttpRequest, id: Id) -> HttpResponse:
    """409 «not_there» until it is made, and once it has expired. With MARU_FILES_HOST: 302 to
    there. Each time is entered in the access ledger."""
    member, found = _member(request), _found(request, id)
    if not found.is_fetchable:
        raise ApiError(409, "not_there", _("The file is not made yet, or has expired."))
    if address := files_address(member, "desk:export_bytes", found.pk):
        return HttpResponseRedirect(address)
    note_fetching(request, found, by=member)
    return as_download(found.sha256, found.file_name, TYPES[Form(found.form)])


@router.write("DELETE", "/exports/{id}", {204: None}, scope="tickets:read",
              summary="Delete an export")  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Stops its making, and gives its file to nobody any more."""
    _found(request, id).remove(by=_member(request))
    return Status(204, None)


def _member(request: HttpRequest) -> Member:
    return caller_who_can(request, Power.EXPORT)


def _found(request: HttpRequest, pk: int) -> Export:
    rows = Export.objects.visible_to(_member(request)).select_related("errand")
    found: Export = get_object_or_404(rows, pk=pk)
    return found
