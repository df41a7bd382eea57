"""Tickets of the list changed in one step: a few at once, many after a look at what will happen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maru.kit.refusing.refusal import Refusal
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.actions.asking import as_fields, asked_in, typed_in
from maru.support.actions.reading import BadChanges, changes_in_words, read_changes
from maru.support.actions.reasons import reason_in_words
from maru.support.actions.registry import deeds
from maru.support.bulk.bulk_change import AT_ONCE, part_outcomes, tickets_named
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now, undo_now
from maru.support.tickets.models import Ticket
from maru.support.tickets.ticket import TicketQuerySet
from maru.surfaces.desk.inbox_form import InboxForm, without

NAMED = 50  # tickets that are told by name on the page of a change


@needs(Power.CHANGE)
@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """Change what was chosen: a few at once and back to the list; after a look at it more, and
    what would be solved with something open in it.

    The list's conditions stand in the address, the ticked tickets or «all» in the form.
    """
    by, given = me(request), request.POST
    rows = _chosen(request, by)
    if rows is None:
        messages.error(request, _("Tick tickets first, then choose what to do with them."))
        return _back(request)
    if given.get("do") == "choose":
        return _form(request, rows, {})
    try:
        changes = read_changes(_asked(given, by), by)
        change = BulkChange.look_at(rows, changes, by=by)
    except BadChanges as why:
        if "whole" in given:
            return _form(request, rows, why.wrong)
        messages.error(request, next(iter(why.wrong.values())))
        return _back(request)
    except Refusal as why:
        messages.error(request, why.words)
        return _back(request)
    is_looked_at = "all" in given or "whole" in given or change.total > AT_ONCE
    if is_looked_at or change.foreseen["left_open"]:
        return redirect("desk:bulk_change", change.pk)
    do_now(change)
    _tell(request, change)
    return _back(request)


def _chosen(request: HttpRequest, by: Member) -> TicketQuerySet | None:
    """Return the ticked tickets, or all of the list in the address; None for none."""
    if "all" in request.POST:
        form = InboxForm(request.GET, member=by)
        return form.shown.of(by).filter(form.conditions()) if form.is_valid() else None
    given = request.POST.getlist("ticket")[:AT_ONCE]
    numbers = {int(n) for n in given if n.isascii() and n.isdecimal() and len(n) < 19}
    return tickets_named(sorted(numbers), by) if numbers else None


def _asked(given: QueryDict, by: Member) -> dict[str, Any]:
    """Return what a button of the bar says; what was typed beside it only if none says anything."""
    offered = deeds(by)
    asked = asked_in(typed_in(given, offered), offered)
    if not asked and given.get("tag", "").strip():
        name = "tags_removed" if given.get("do") == "untag" else "tags_added"
        asked[name] = given["tag"]
    return asked


def _form(request: HttpRequest, rows: TicketQuerySet, wrong: dict[str, str]) -> HttpResponse:
    """Show everything that can be changed, for several changes in one step."""
    by, given = me(request), request.POST
    is_all = "all" in given
    offered = sorted(deeds(by), key=lambda deed: deed.name != "status")
    context = {
        "asked": as_fields(offered, by, typed_in(given, offered), wrong),
        "problem": wrong.get("changes", ""),
        "is_all": is_all,
        "numbers": [] if is_all else list(rows.order_by("pk").values_list("pk", flat=True)),
        "count": rows.count() if is_all else 0,
        "back": reverse("desk:inbox") + without(request.GET),
        "query": without(request.GET),
    }
    return render(request, "desk/bulk_form.html", context, status=422 if wrong else 200)


def _back(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:inbox") + without(request.GET))


def _tell(request: HttpRequest, change: BulkChange) -> None:
    for reason, number in change.left.items():
        text = ngettext("%(num)s ticket stayed.", "%(num)s tickets stayed.", number)
        messages.error(request, f"{text % {'num': number}} {reason_in_words(reason)}.")
    if change.changed or not change.left:
        way_back = reverse("desk:bulk_undone", args=[change.pk]) if change.may_be_undone else ""
        messages.success(request, _words(change.changed), extra_tags=way_back)


def _words(count: int) -> str:
    if not count:
        return _("All of them were so already.")
    return ngettext("%(num)s ticket changed.", "%(num)s tickets changed.", count) % {"num": count}


@needs(Power.CHANGE)
@require_safe
def bulk_change(request: HttpRequest, pk: int) -> HttpResponse:
    """What will happen, how far it is, what came of it: htmx asks for the part that moves."""
    is_part = "HX-Request" in request.headers
    template = "desk/_bulk_change.html" if is_part else "desk/bulk_change.html"
    change = _found(request, pk)
    if errand := change.undoing or change.errand:
        errand.put_away()  # who has seen its end needs no reminder in the corner
    return render(request, template, _shown(request, change))


@needs(Power.CHANGE)
@require_POST
def bulk_beginning(request: HttpRequest, pk: int) -> HttpResponse:
    do_now(_found(request, pk))
    return redirect("desk:bulk_change", pk)


@needs(Power.CHANGE)
@require_POST
def bulk_forgetting(request: HttpRequest, pk: int) -> HttpResponse:
    change = _found(request, pk)
    if change.errand is None:
        change.delete()
    return redirect("desk:inbox")


@needs(Power.CHANGE)
@require_POST
def bulk_stopping(request: HttpRequest, pk: int) -> HttpResponse:
    change = _found(request, pk)
    if errand := change.undoing or change.errand:
        errand.stop(by=me(request))
    return redirect("desk:bulk_change", pk)


@needs(Power.CHANGE)
@require_POST
def bulk_undoing(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, from its page."""
    if not undo_now(_found(request, pk)):
        messages.info(request, _("There is nothing to take back."))
    return redirect("desk:bulk_change", pk)


@needs(Power.CHANGE)
@require_POST
def bulk_undone(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, from where it was done; the open list follows by itself.

    What could not be taken back is told on the change's page, where that happens.
    """
    change = _found(request, pk)
    undo_now(change)
    response = HttpResponse(status=204)
    if change.kept or change.is_under_way:
        response["HX-Redirect"] = reverse("desk:bulk_change", args=[pk])
    return response


def _found(request: HttpRequest, pk: int) -> BulkChange:
    rows = BulkChange.objects.visible_to(me(request))
    found: BulkChange = get_object_or_404(rows.select_related("errand", "undoing", "by"), pk=pk)
    return found


def _shown(request: HttpRequest, change: BulkChange) -> dict[str, Any]:
    foreseen = change.foreseen
    named = {n for numbers in foreseen["examples"].values() for n in numbers}
    told = list(_told(change))
    named |= {number for number, _outcome, _reason in told}
    seen = Ticket.objects.visible_to(me(request)).filter(pk__in=named)
    return {
        "change": change,
        "errand": change.undoing or change.errand,
        "words": changes_in_words(change.changes),
        "foreseen": foreseen,
        "foreseen_left": [(reason_in_words(r), n, r) for r, n in foreseen["left"].items()],
        "left": [(reason_in_words(reason), number) for reason, number in change.left.items()],
        "kept": [(reason_in_words(reason), number) for reason, number in change.kept.items()],
        "told": [(number, reason_in_words(reason)) for number, _outcome, reason in told],
        "subjects": dict(seen.values_list("pk", "subject")),
    }


def _told(change: BulkChange) -> Any:
    """Yield the first tickets that were left out, or stayed when it was taken back."""
    wanted = "kept" if change.undoing else "left"
    if change.is_under_way or not (change.kept if change.undoing else change.left):
        return
    shown = 0
    for part in change.parts.filter(outcome__isnull=False).iterator(chunk_size=100):
        for number, outcome, reason in part_outcomes(part):
            if outcome == wanted:
                yield number, outcome, reason
                shown += 1
            if shown == NAMED:
                return
