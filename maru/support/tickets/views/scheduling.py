"""Answers that wait for their time: shown, put off, sent at once, back to a draft."""

from __future__ import annotations

from django.contrib import messages as toasts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.kit.ui.times import spoken
from maru.staff.members.access import needs, signed_in
from maru.staff.members.roles import Power
from maru.support.tickets import conversation, showing
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.models import ScheduledAnswer, Ticket
from maru.support.tickets.own_work import CHANGED, back_from
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.choosing import until
from maru.support.tickets.scheduling.deciding import reschedule, send_at_once, take_to_draft
from maru.support.tickets.scheduling.showing import later_statuses, scheduled_answers
from maru.support.tickets.views.asking import (
    is_htmx,
    is_undone,
    member_of,
    number_in,
    ticket_of,
)

can_reply = needs(Power.REPLY)


@signed_in
@require_safe
def scheduled(request: HttpRequest, number: int) -> HttpResponse:
    """Show once more what waits in the ticket."""
    ticket = ticket_of(request, number)
    return render(request, "tickets/_scheduled.html", scheduled_answers(ticket, member_of(request)))


@can_reply
@require_http_methods(["POST", "DELETE"])
def scheduled_answer(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """POST changes when it leaves and with which status; DELETE makes it one's own draft."""
    row, member = _row(request, number, pk), member_of(request)
    if is_undone(request):
        return _to_draft(request, row)
    given = request.POST.get("send_at") or request.POST.get("send_words", "").strip()
    status = request.POST.get("later_then")
    try:
        at = until(given, member, row.ticket.brand) if given or row.is_held else None
        among = dict([("", ""), *later_statuses()])
        reschedule(
            row, by=member, send_at=at, status=status if status in among else None,
            seen=number_in(request.POST.get("scheduled_seen", "")) or None,
        )  # fmt: skip
    except ValidationError as why:
        return _shown(request, row.ticket, problem=why.messages[0], status=422)
    except Collision:
        return _shown(request, row.ticket, problem=_newer(), status=409)
    except Refusal as why:
        return _shown(request, row.ticket, problem=why.words, status=why.status)
    row.refresh_from_db()
    return _shown(
        request, row.ticket, text=_("It leaves %(when)s.") % {"when": spoken(row.send_at)}
    )


@can_reply
@require_POST
def scheduled_sending(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Send it at once. The open page brings the message by itself."""
    row, member = _row(request, number, pk), member_of(request)
    problem, status = "", 422
    try:
        send_at_once(row, by=member, seen=number_in(request.POST.get("scheduled_seen", "")))
    except Collision:
        problem, status = _newer(), 409
    except UnknownPlaceholder as unknown:
        text = _("There is no placeholder %(name)s. Correct it, or take it out.")
        problem = text % {"name": "{{" + unknown.name + "}}"}
    except Unreachable:
        problem = _("There is no address, or no mailbox, to send it by.")
    except Refusal as why:
        problem, status = why.words, why.status
    if problem:
        return _shown(request, row.ticket, problem=problem, status=status)
    return _shown(request, row.ticket, text=_("It is being sent."))


def _newer() -> str:
    return _("Something newer stands in the ticket. Read it, then decide again.")


def _row(request: HttpRequest, number: int, pk: int) -> ScheduledAnswer:
    rows = ScheduledAnswer.objects.visible_to(member_of(request)).filter(ticket=number)
    return get_object_or_404(rows.select_related("ticket__brand__calendar", "member"), pk=pk)


def _to_draft(request: HttpRequest, row: ScheduledAnswer) -> HttpResponse:
    member = member_of(request)
    try:
        draft = take_to_draft(row, by=member)
    except Refusal as why:
        return _shown(request, row.ticket, problem=why.words, status=why.status)
    if not is_htmx(request):
        return HttpResponseRedirect(back_from(request, draft.ticket, "composer"))
    ticket = ticket_of(request, draft.ticket_id)
    shown = number_in(request.GET.get("shown", "")) or conversation.latest(ticket).last
    context = {
        **showing.composer(ticket, member, shown=shown),
        **scheduled_answers(ticket, member),
        "is_taken_back": True,
    }
    response = render(request, "tickets/_unscheduled.html", context)
    response["HX-Trigger"] = CHANGED
    return response


def _shown(
    request: HttpRequest, ticket: Ticket, *, problem: str = "", text: str = "", status: int = 200
) -> HttpResponse:
    if not is_htmx(request):
        if problem:
            toasts.error(request, problem)
        return HttpResponseRedirect(back_from(request, ticket, "scheduled"))
    fresh = ticket_of(request, ticket.pk)
    context = {
        **scheduled_answers(fresh, member_of(request)), "scheduled_problem": problem,
        "toast_text": text,
    }  # fmt: skip
    response = render(request, "tickets/_scheduled_changed.html", context, status=status)
    response["HX-Trigger"] = CHANGED
    return response
