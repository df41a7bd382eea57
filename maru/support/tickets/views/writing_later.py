"""Writing an answer that leaves later."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages as toasts
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maru.kit.ui.times import spoken
from maru.staff.members.models import Member
from maru.support.tickets import conversation, files, showing
from maru.support.tickets.along import along
from maru.support.tickets.files import NewFile
from maru.support.tickets.forms import WritingForm, must_fit
from maru.support.tickets.models import PendingFile, ScheduledAnswer, Ticket
from maru.support.tickets.scheduling.choosing import Later
from maru.support.tickets.scheduling.showing import scheduled_answers
from maru.support.tickets.views.asking import is_htmx, member_of, page_of, ticket_of
from maru.support.tickets.views.stopping import ask_before_done, is_status_chosen


def taken(form: WritingForm, member: Member, uploads: list[NewFile]) -> list[NewFile]:
    """Return the files that go along: those that hung on the draft, and those just uploaded.

    Raises UnknownFile, and ValidationError where they are too many. Needs a transaction.
    """
    fields = form.cleaned_data
    kept = PendingFile.take(fields["kept"], by=member, within=fields["said"].pictures)
    must_fit(all_of := [*kept, *uploads])
    return all_of


def schedule(
    request: HttpRequest, ticket: Ticket, form: WritingForm, later: Later, at: datetime
) -> ScheduledAnswer:
    """Keep what the form holds until ``at``; the draft is done. Raises STOPS."""
    member, fields = member_of(request), form.cleaned_data
    extra = along(ticket, member, request.POST)
    uploads = files.keep(fields["attached"])
    status = later.later_then or fields["then"]
    with transaction.atomic():
        uploads = taken(form, member, uploads)
        ask_before_done(ticket, status, fields)
        row = ticket.schedule(
            fields["said"], by=member, at=at, seen=form.has_seen, files=uploads,
            status=status, is_status_chosen=bool(later.later_then) or is_status_chosen(request),
            along=extra.kept, has_gaps=fields["empty_anyway"],
        )  # fmt: skip
        ticket.drafts.filter(member=member).delete()
    return row


def scheduled(request: HttpRequest, row: ScheduledAnswer, shown: int) -> HttpResponse:
    """Show it below the conversation, and an empty composer."""
    text = _("Your answer leaves %(when)s.") % {"when": spoken(row.send_at)}
    if not is_htmx(request):
        toasts.success(request, text)
        return HttpResponseRedirect(f"{page_of(row.ticket)}#scheduled-{row.pk}")
    member, ticket = member_of(request), ticket_of(request, row.ticket_id)
    context = {
        **showing.header(ticket, member),
        **showing.composer(ticket, member, shown=shown or conversation.latest(ticket).last),
        **scheduled_answers(ticket, member),
        "toast_text": text,
        "toast_undo": reverse("tickets:scheduled_answer", args=[ticket.pk, row.pk]),
    }
    return render(request, "tickets/_now_scheduled.html", context)
