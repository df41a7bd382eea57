"""/access-records: who read whose data, when, from where."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Moment, Page, Paging
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller_who_can
from maru.staff.members.roles import Power

router = Routes()

NAMED = 3  # customers of one reading that count as shown here, as on the page


class AccessRecordOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 812, "at": "2026-11-29T01:02:03Z", "member": 3, "member_name": "최지수",
                "address": "192.0.2.7", "what": "ticket", "subject_id": 41, "customers": [12],
            }
        }
    )  # fmt: skip
    id: int
    at: datetime
    member: int = Field(alias="member_id", serialization_alias="member")
    member_name: str = Field(description="As they were called then.")
    address: str | None
    what: str = Field(
        description="ticket, customer, list, file, raw, held_file, export, ledger, or api."
    )
    subject_id: int | None = Field(description="The ticket's number, the customer's id, ...")
    customers: list[int] = Field(description="Ids of those whose data was shown.")


class AccessFilter(Paging):
    member: Id | None = None
    customer: Id | None = Field(None, description="Also one that was deleted.")
    since: Moment | None = None
    until: Moment | None = Field(None, description="Up to, and without, this moment.")


@router.read(
    "/access-records", Page[AccessRecordOut], scope="staff:read", summary="List readings",
    fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, asked: Query[AccessFilter]) -> dict[str, Any]:
    """Who read whose data (the access ledger), the newest first. For administrators; asking is
    itself a reading."""
    reader = caller_who_can(request, Power.COMPANY)
    rows = AccessRecord.objects.all()
    if asked.member:
        rows = rows.filter(member_id=asked.member)
    if asked.customer:
        rows = rows.of_customers([asked.customer])
    if asked.since:
        rows = rows.filter(at__gte=asked.since)
    if asked.until:
        rows = rows.filter(at__lt=asked.until)
    page = paged(rows, "-id", paging=asked)
    shown = {customer for row in page["items"] for customer in row.customers[:NAMED]}
    AccessRecord.note(request, "ledger", by=reader, customers=shown)
    return page
