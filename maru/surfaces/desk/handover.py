"""Handing over at the end of a shift: what is open, looked at once more, told, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import needs, signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.actions.reasons import reason_in_words
from maru.support.handovers.forms import HandoverForm, texts_in
from maru.support.handovers.giving import Unheard, foreseen, hand_over
from maru.support.handovers.models import Handover
from maru.support.handovers.prefilling import MOST, Open, open_for
from maru.support.handovers.taking_back import take_back
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.models import Ticket


@needs(Power.NOTE)
@require_http_methods(["GET", "POST"])
def handover_new(request: HttpRequest) -> HttpResponse:
    """Show what is open, to be changed; then what will happen; ``confirmed`` does it."""
    member = me(request)
    form = HandoverForm(request.POST or None, member=member)
    texts = texts_in(request.POST)
    if request.method == "GET" or "edit" in request.POST:
        return _asked(request, form, texts)
    problem = "" if texts else _("Choose at least one ticket.")
    if len(texts) > MOST:
        problem = _("At most %s tickets at once.") % MOST
    if problem or not form.is_valid():
        return _asked(request, form, texts, problem=problem, status=422)
    if "confirmed" not in request.POST:
        return _previewed(request, form, texts)
    said = form.cleaned_data
    try:
        made = hand_over(
            texts, by=member, to=form.whom, text=said["text"],
            is_giving=said["is_giving"] and member.can(Power.CHANGE),
            is_leaving=said["is_leaving"],
        )  # fmt: skip
    except (Unheard, Merged) as why:
        return _asked(request, form, texts, problem=why.words, status=why.status)
    messages.success(request, _("Handed over to %(whom)s.") % {"whom": made.whom})
    return redirect("desk:handover", made.pk)


@signed_in
@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was handed over, of it the tickets that one sees."""
    member = me(request)
    row = get_object_or_404(
        Handover.objects.visible_to(member).select_related("by", "to", "team"), pk=pk
    )
    parts = row.parts_for(member)
    AccessRecord.note(
        request, "list", by=member, customers={part.ticket.requester_id for part in parts}
    )
    context = {
        "handover": row,
        "parts": parts,
        "why": reason_in_words,
        "may_undo": row.by_id == member.pk and row.may_be_undone,
    }
    return render(request, "desk/handover.html", context)


@needs(Power.NOTE)
@require_POST
def handover_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the tickets back, and be as before; what was said stays said."""
    member = me(request)
    row = get_object_or_404(Handover.objects.visible_to(member), pk=pk)
    stays = take_back(row, by=member)
    if stays:
        many = ngettext(
            "%(num)s ticket stays where it is", "%(num)s tickets stay where they are", len(stays)
        )  # fmt: skip
        named = " ".join(f"#{number} ({reason_in_words(why)})" for number, why in stays.items())
        messages.info(request, f"{many % {'num': len(stays)}}: {named}")
    elif stays is not None:
        words = _("The tickets are yours again. The notes stay.")
        if not row.is_giving:
            words = _("You are not marked as away any more. The notes stay.")
        messages.success(request, words)
    return redirect("desk:handover", pk)


def _asked(
    request: HttpRequest, form: HandoverForm, texts: dict[int, str], *, problem: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    member = me(request)
    rows = [(each, each.ticket.pk in texts or request.method == "GET") for each in open_for(member)]
    shown = [(Open(each.ticket, texts.get(each.ticket.pk, each.text)), on) for each, on in rows]
    _note(request, [each.ticket for each, _on in shown])
    context = {
        "form": form, "rows": shown, "problem": problem, "may_give": member.can(Power.CHANGE),
    }  # fmt: skip
    return render(request, "desk/handover_new.html", context, status=status)


def _previewed(request: HttpRequest, form: HandoverForm, texts: dict[int, str]) -> HttpResponse:
    member, whom = me(request), form.whom
    planned = Handover(
        by=member, text=form.cleaned_data["text"],
        is_giving=form.cleaned_data["is_giving"] and member.can(Power.CHANGE),
        is_leaving=form.cleaned_data["is_leaving"],
        to=whom if isinstance(whom, Member) else None,
        team=None if isinstance(whom, Member) else whom,
    )  # fmt: skip
    seen = Ticket.objects.visible_to(member).genuine().filter(pk__in=texts)
    tickets = list(seen.order_by("-updated_at", "-number"))
    why = foreseen(tickets, planned)
    _note(request, tickets)
    rows: list[dict[str, Any]] = [
        {"ticket": ticket, "text": texts[ticket.pk], "why": why.get(ticket.pk, "")}
        for ticket in tickets
    ]
    context = {
        "handover": planned,
        "chosen": form.cleaned_data["to"],
        "rows": rows,
        "given": sum(not row["why"] for row in rows),
        "why": reason_in_words,
    }
    return render(request, "desk/handover_preview.html", context)


def _note(request: HttpRequest, tickets: list[Ticket]) -> None:
    customers = {ticket.requester_id for ticket in tickets}
    AccessRecord.note(request, "list", by=me(request), customers=customers)
