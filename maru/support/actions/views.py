"""Macros beside the composer: offered, chosen, used at once, taken back."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.text.placeholders import UnknownPlaceholder
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.actions.foreseeing import foreseen, said_to
from maru.support.actions.models import Macro, MacroUse
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.using import Used, use_macro
from maru.support.tickets.composing import fill_in
from maru.support.tickets.models import Ticket
from maru.support.tickets.views.asking import changed, member_of, refused, ticket_of

SHOWN = 90  # characters of an answer


@needs(Power.NOTE)
@require_safe
def macros(request: HttpRequest, number: int) -> HttpResponse:
    """List what this member is offered in this ticket, what they use most first."""
    member, ticket = member_of(request), ticket_of(request, number)
    found = list(Macro.objects.for_use_by(member).fitting(ticket))
    uses = MacroUse.objects.filter(by=member, macro__in=found).values_list("macro")
    often = dict(uses.annotate(times=Count("pk")).order_by())
    found.sort(key=lambda macro: -often.get(macro.pk, 0))
    return JsonResponse({"macros": [_offered(macro, number, member) for macro in found]})


def _offered(macro: Macro, number: int, member: Member) -> dict[str, Any]:
    does = " · ".join(f"{label}: {value}" for label, value in said_to(member, macro.changes))
    line = " ".join(macro.text.split())
    return {
        "name": macro.name, "shortcut": macro.shortcut,
        "note": (line or does)[:SHOWN], "does": does if line else "",
        "is_answer": bool(line), "href": reverse("actions:macro", args=[number, macro.pk]),
    }  # fmt: skip


@needs(Power.NOTE)
@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """GET gives its words and chips for the composer; POST does it at once, without words."""
    member, ticket = member_of(request), ticket_of(request, number)
    found = get_object_or_404(Macro.objects.visible_to(member).fitting(ticket), pk=pk)
    if request.method == "POST":
        return _used(request, ticket, use_macro(found, ticket, by=member, text=""))
    context = {"parts": foreseen(found.changes, ticket, member), "macros": [found]}
    chips = render_to_string("actions/_chips.html", context, request)
    return JsonResponse({"text": _words(found, ticket, member), "chips": chips})


def _words(macro: Macro, ticket: Ticket, member: Member) -> str:
    try:
        return fill_in(macro.text, ticket, member, leave_empty=True)
    except UnknownPlaceholder:  # of a field that is gone: sending it is refused, with its name
        return macro.text


def _used(request: HttpRequest, ticket: Ticket, did: Used) -> HttpResponse:
    if did.left and not did.use.was:
        return refused(request, ticket, _left(did))
    undo = reverse("actions:undoing", args=[did.use.pk]) if did.use.may_be_undone else ""
    words = _("“%(name)s” is done.") % {"name": did.use.macro.name}
    left = _("Not done: %(what)s") % {"what": _left(did)} if did.left else ""
    return changed(request, ticket, toast=f"{words} {left}".strip(), redo=undo)


def _left(did: Used) -> str:
    return " ".join(f"{reason_in_words(code)}." for code in dict.fromkeys(did.left.values()))


@needs(Power.NOTE)
@require_safe
def planned(request: HttpRequest, number: int) -> HttpResponse:
    """Show the chips that the member's draft keeps."""
    member, ticket = member_of(request), ticket_of(request, number)
    draft = ticket.drafts.filter(member=member).first()
    kept = (draft.along if draft else None) or {}
    chosen = Macro.objects.visible_to(member).filter(pk__in=kept.get("macros", []))
    context = {"parts": foreseen(kept.get("changes", {}), ticket, member), "macros": chosen}
    return render(request, "actions/_chips.html", context)


@needs(Power.CHANGE)
@require_POST
def undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what one's own use of a macro changed; what was said stays said."""
    member = member_of(request)
    rows = MacroUse.objects.visible_to(member).select_related("ticket", "macro", "by", "cause")
    use = get_object_or_404(rows, pk=pk)
    why = use.undo(by=member)
    if why is None:
        return refused(request, use.ticket, _("There is nothing to take back."), status=409)
    words = reason_in_words(why) if why else _("Taken back.")
    return changed(request, use.ticket, toast=words)
