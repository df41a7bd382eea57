"""Writing: an answer or a note, sent from the composer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as toasts
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from maru.staff.members.models import Member
from maru.support.tickets import conversation, files, showing
from maru.support.tickets.along import along
from maru.support.tickets.composing import filled, left_empty
from maru.support.tickets.doubts import Answer, doubts_about
from maru.support.tickets.forms import WritingForm
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.mentioning.showing import untold
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.onward import go_on, onward
from maru.support.tickets.scheduling.choosing import later_in, until
from maru.support.tickets.views.asking import first_error, is_htmx, member_of, page_of, ticket_of
from maru.support.tickets.views.stopping import (
    STOPS,
    ask_before_done,
    asked_about_doubts,
    asked_about_gaps,
    is_status_chosen,
    stopped,
    told_why,
)
from maru.support.tickets.views.writing_later import schedule, scheduled, taken


def write(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """Answer, or leave a note; what keeps it from being written is said above the composer."""
    member, form = member_of(request), WritingForm(request.POST, request.FILES)
    if not form.is_valid():
        return stopped(request, ticket, first_error(form))
    fields = form.cleaned_data
    later = later_in(request.POST) if fields["mode"] != "note" else None
    try:
        at = until(later.send_at, member, ticket.brand) if later else None
        if asked := _asked_first(request, ticket, fields):
            return asked
        if later and at:
            row = schedule(request, ticket, form, later, at)
            return scheduled(request, row, fields["shown"] or 0)
        message = _written(request, ticket, form)
    except STOPS as why:
        return told_why(request, ticket, why)
    if fields["mode"] == "reply" and ticket.is_done and (where := onward(request, ticket, member)):
        undo = reverse("tickets:sending", args=[ticket.pk, message.pk]) if _is_held(message) else ""
        words = _("#%(number)s is answered and solved.") % {"number": ticket.pk}
        return go_on(request, where, words, undo=undo)
    return _sent(request, ticket, message, fields["shown"] or 0)


def _asked_first(
    request: HttpRequest, ticket: Ticket, fields: dict[str, Any]
) -> HttpResponse | None:
    """Return what its writer is asked before an answer leaves, None for nothing."""
    member = member_of(request)
    if fields["mode"] == "note":
        return None
    if not fields["empty_anyway"] and (names := left_empty(fields["said"], ticket, member)):
        return asked_about_gaps(request, ticket, names)
    # Without a script there is no second button: what is only strange is not asked about.
    if is_htmx(request) and (doubts := _doubts(fields, ticket, member)):
        return asked_about_doubts(request, ticket, doubts)
    return None


def _written(request: HttpRequest, ticket: Ticket, form: WritingForm) -> Message:
    """Write what the form holds, and what goes along with it; the draft is done. Raises STOPS."""
    member, fields = member_of(request), form.cleaned_data
    is_answer = fields["mode"] != "note"
    extra = along(ticket, member, request.POST)
    uploads = files.keep(fields["attached"])
    with transaction.atomic():
        uploads = taken(form, member, uploads)
        cause = extra.begin(is_answer=is_answer)
        if is_answer:
            # What was chosen beside the button, later than what goes along, counts more.
            chosen = "" if is_status_chosen(request) else extra.status
            status = chosen or fields["then"]
            ask_before_done(ticket, status, fields)
            message = ticket.reply(
                fields["said"], by=member, seen=form.has_seen, files=uploads,
                status=status or None, wait=Habits.of(member).pause, because=cause,
            )  # fmt: skip
        else:
            message = ticket.note(fields["said"], by=member, files=uploads, because=cause)
        # Only here: what is said by a program or by mail is another text than the draft.
        ticket.drafts.filter(member=member).delete()
    return message


def _doubts(fields: dict[str, Any], ticket: Ticket, member: Member) -> dict[str, str]:
    """Return what is strange about the answer, but what its writer was asked about already, or
    wants nobody to look for."""
    answer = Answer(
        ticket, member, filled(fields["said"], ticket, member),
        has_files=bool(fields["attached"] or fields["kept"] or fields["said"].pictures),
    )  # fmt: skip
    known = fields["doubts_anyway"].split(",")
    return doubts_about(answer, but={*known, *Habits.of(member).no_doubts})


def _sent(request: HttpRequest, ticket: Ticket, message: Message, shown: int) -> HttpResponse:
    said = untold(message)
    if not is_htmx(request):
        if said:
            toasts.info(request, said)
        return HttpResponseRedirect(f"{page_of(ticket)}#composer")
    member, ticket = member_of(request), ticket_of(request, ticket.pk)
    talk = conversation.after(ticket, shown)
    context = {
        **showing.news(talk, ticket, member),
        **showing.header(ticket, member),
        **showing.composer(ticket, member, shown=talk.last or shown),
        "held": message if _is_held(message) else None,
        "toast_text": said,
    }
    return render(request, "tickets/_sent.html", context)


def _is_held(message: Message) -> bool:
    return bool(message.delivery and message.delivery.held_until)
