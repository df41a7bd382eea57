"""A message as it came: its own HTML behind glass, its headers, its raw bytes."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from maru.kit.blobs.answer import as_download
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.by_pass import by_pass
from maru.staff.members.models import Member
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Power
from maru.support.tickets.models import Message
from maru.support.tickets.views.asking import member_of, message_of
from maru.support.tickets.views.files import why_mail_held
from maru.support.tickets.views.glass import behind_glass


@by_pass()
@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, member: Member, what: tuple[int, bool]) -> HttpResponse:
    """Show the mail's own HTML; if asked, also its pictures from outside, by our proxy."""
    pk, with_outside = what
    message = get_object_or_404(_messages(member), pk=pk)
    if not message.html:
        raise Http404
    _note(request, "ticket", message, member)
    files = message.attachments.all()
    return behind_glass(
        request, message.html, files, member, language=message.language,
        outside=partial(_outside, message, member) if with_outside else None,
    )  # fmt: skip


def _outside(message: Message, member: Member, address: str) -> str:
    return pass_to(member, "tickets:outside", [message.pk, address], alone=True)


@signed_in
@require_safe
def headers(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    message = message_of(request, number, pk)
    _note(request, "ticket", message, member_of(request))
    return render(request, "tickets/_headers.html", {"message": message})


@by_pass()
@require_safe
def raw(request: HttpRequest, member: Member, pk: int) -> HttpResponse:
    """Give the mail byte for byte as it came in."""
    message = get_object_or_404(_messages(member), pk=pk)
    if message.envelope is None or not member.can(Power.RESCUE):
        raise Http404
    if address := why_mail_held(message.envelope):
        return HttpResponseRedirect(address)
    _note(request, "raw", message, member)
    name = f"{message.ticket_id}-{message.pk}.eml"
    return as_download(message.envelope.sha256, name, "application/octet-stream")


def _messages(member: Member) -> QuerySet[Message]:
    return Message.objects.visible_to(member).select_related("ticket", "envelope")


def _note(request: HttpRequest, what: str, message: Message, member: Member) -> None:
    AccessRecord.note(
        request, what, by=member, subject_id=message.ticket_id,
        customers=[message.customer_id, message.ticket.requester_id],
    )  # fmt: skip
