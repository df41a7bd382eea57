"""The pages of saved views: all of them, and one to edit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.conditions import BadCondition
from maru.kit.conditions.editing import Sheet, sheet_in
from maru.kit.database.counting import count_up_to
from maru.staff.members.access import signed_in
from maru.staff.members.views.me import me
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.place import move, move_to, put_on_rail, views_of
from maru.support.savedviews.saved_view import meeting
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS
from maru.surfaces.desk.inbox_form import InboxForm
from maru.surfaces.desk.list_as_conditions import as_conditions
from maru.surfaces.desk.view_form import ViewForm


@signed_in
@require_safe
def views(request: HttpRequest) -> HttpResponse:
    """List the views one sees, in one's own order."""
    member = me(request)
    found = [(view, view.may_be_changed_by(member)) for view in views_of(member)]
    return render(request, "desk/views.html", {"views": found})


@signed_in
@require_http_methods(["GET", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    """Save a view; it begins with what the list in the address shows."""
    member = me(request)
    if request.method == "POST":
        return _edited(request, ViewForm(request.POST, member=member))
    shown = InboxForm(request.GET, member=member)
    begun: dict[str, Any] = {}
    if shown.is_valid() and request.GET:
        begun = {"sort": shown.sort_key, "group": shown.group_key}
        begun["conditions"], left_out = as_conditions(shown)
        for words in left_out:
            messages.warning(
                request, _("“%(words)s” cannot be asked by a view. It is left out.")
                % {"words": words}
            )  # fmt: skip
    return _page(request, ViewForm(None, member=member, **begun))


@signed_in
@require_http_methods(["GET", "POST"])
def view(request: HttpRequest, pk: int) -> HttpResponse:
    found = _changeable(request, pk)
    data = request.POST if request.method == "POST" else None
    form = ViewForm(data, member=me(request), view=found)
    return _page(request, form) if data is None else _edited(request, form)


def _edited(request: HttpRequest, form: ViewForm) -> HttpResponse:
    if request.POST.get("do"):  # a button of the editor, pressed without scripts
        form.errors.clear()
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    saved = form.save()
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(f"{reverse('desk:inbox')}?view={saved.pk}")


def _page(request: HttpRequest, form: ViewForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "sheet": form.sheet, "view": form.view, **_matching(request, form)}
    context["editor_href"] = reverse("desk:view_conditions")
    return render(request, "desk/view.html", context, status=status)


def _matching(request: HttpRequest, form: ViewForm) -> dict[str, Any]:
    if form.sheet is None:
        return {"matches": count_up_to(form.view.of(me(request))) if form.view else 0}
    return {"matches": _count(request, form.sheet)}


@signed_in
@require_POST
def editor(request: HttpRequest) -> HttpResponse:
    """Show the conditions anew, with the pressed button done; nothing is saved."""
    member = me(request)
    sheet = sheet_in(TICKETS, request.POST, choices_of(member), offered_to(member))
    context = {"sheet": sheet, "editor_href": reverse("desk:view_conditions")}
    response = render(request, "conditions/_editor.html", context)
    response["HX-Trigger-After-Settle"] = "conditions"
    return response


@signed_in
@require_POST
def matches(request: HttpRequest) -> HttpResponse:
    """Say how many tickets meet the conditions of the form, of those one may see."""
    sheet = sheet_in(TICKETS, request.POST, choices_of(me(request)))
    context = {"matches": _count(request, sheet)}
    return render(request, "desk/_view_matches.html", context)


def _count(request: HttpRequest, sheet: Sheet) -> int | None:
    """Return how many meet it, capped; None where it cannot be asked."""
    member = me(request)
    try:
        asked = meeting(TICKETS.read(sheet.conditions(whole=False)), member)
    except BadCondition:
        return None
    return count_up_to(Ticket.objects.visible_to(member).filter(asked))


@signed_in
@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it away from all who have it; undo=1 brings back what one could remove."""
    by = me(request)
    if "undo" in request.GET:
        found = get_object_or_404(SavedView.objects.removed_from(by), pk=pk)
        if not found.may_be_changed_by(by):
            raise Http404
        found.bring_back(by=by)
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    _changeable(request, pk).remove(by=by)
    way_back = reverse("desk:view_removal", args=[pk]) + "?undo=1"
    messages.success(request, _("The view is removed; its tickets stay."), extra_tags=way_back)
    return redirect("desk:views")


@signed_in
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it further to the front for oneself, with down=1 further back, or at the place to=2."""
    view, asked = _view(request, pk), request.POST.get("to", "")
    if asked.isascii() and asked.isdecimal():
        move_to(view, me(request), int(asked[:4]))
    else:
        move(view, me(request), up="down" not in request.POST)
    return redirect("desk:views")


@signed_in
@require_POST
def rail(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it on one's rail, or with off=1 take it off."""
    put_on_rail(_view(request, pk), me(request), on="off" not in request.POST)
    return redirect("desk:views")


def _view(request: HttpRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(me(request)), pk=pk)


def _changeable(request: HttpRequest, pk: int) -> SavedView:
    found = _view(request, pk)
    if not found.may_be_changed_by(me(request)):
        raise Http404
    return found
