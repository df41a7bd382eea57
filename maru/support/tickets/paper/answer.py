"""A PDF as an answer to a browser or a program."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from maru.kit.blobs.answer import locked
from maru.kit.ui.times import exact
from maru.staff.members.models import Member
from maru.support.tickets.paper.pdf import as_pdf
from maru.support.tickets.paper.sheet import Sheet


def printed_by(member: Member) -> str:
    """Return what stands at the foot: who printed it, and when."""
    return _("Printed by %(name)s, %(when)s") % {"name": member, "when": exact(timezone.now())}


def pdf_of(sheet: Sheet, member: Member) -> HttpResponse:
    """Return ``sheet`` as a file to download."""
    foot = f"#{sheet.ticket.number} · {printed_by(member)}"
    response = HttpResponse(as_pdf(sheet, printed=foot), content_type="application/pdf")
    name = content_disposition_header(True, sheet.file_name)
    response["Content-Disposition"] = name or "attachment"
    return locked(response)
