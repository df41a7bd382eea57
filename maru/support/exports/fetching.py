"""Giving an export out: each time is entered in the access ledger and in its history."""

from __future__ import annotations

from django.http import HttpRequest

from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.models import Member
from maru.support.exports.export import Form
from maru.support.exports.models import Export

TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def note_fetching(request: HttpRequest, export: Export, *, by: Member) -> None:
    """Write down that ``by`` fetched it, from where. Whose data is in it stands in the record
    of its making. Costs some five queries."""
    address = request.META.get("REMOTE_ADDR") or None
    AccessRecord.note_many(
        "export", by=by, subject_id=export.pk, customers=(), total=export.customers,
        address=address,
    )  # fmt: skip
    Event.record("export.fetched", export, by=by, after={"rows": export.rows})
