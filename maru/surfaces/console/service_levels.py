"""Service levels: what is promised, in which order, and what a change would mean."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.conditions.editing import sheet_in
from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.servicelevels.conditions import may_decide
from maru.support.servicelevels.forms import ServiceLevelForm
from maru.support.servicelevels.models import Recount, ServiceLevel
from maru.support.servicelevels.recounting import Foreseen, foresee, with_level
from maru.support.servicelevels.spans import said_span
from maru.support.servicelevels.targets import Target
from maru.support.tickets.choices import label_of
from maru.support.tickets.editing_conditions import choices_of, offered_to
from maru.support.tickets.vocabulary import TICKETS

TOLD = 12  # events of its history


@needs(Power.COMPANY)
@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    """List them in the order in which a ticket is asked."""
    found = [(level, _said(level)) for level in ServiceLevel.objects.select_related("calendar")]
    context = {"levels": found, "is_recounting": Recount.objects.exists()}
    return render(request, "console/service_levels.html", context)


def _said(level: ServiceLevel) -> str:
    parts = [
        f"{label_of(Target, target)} {said_span(minutes)}"
        for target in Target.values
        if (minutes := getattr(level, target))
    ]
    return " · ".join(parts)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def level_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, ServiceLevel(first_reply=4 * 60, resolve=16 * 60))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def level(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(ServiceLevel, pk=pk))


def _edit(request: HttpRequest, level: ServiceLevel) -> HttpResponse:
    """Show it, or save it; a button of the editor, or "preview", only shows it anew."""
    is_asked = request.method == "POST"
    form = ServiceLevelForm(request.POST if is_asked else None, instance=level, member=me(request))
    if is_asked and request.POST.get("do"):
        foreseen = _foreseen(form) if request.POST["do"] == "preview" else None
        if foreseen is None and request.POST["do"] != "preview":
            form.errors.clear()
        return _page(request, form, foreseen=foreseen)
    if is_asked and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Open tickets are worked out anew."))
        return redirect("console:service_levels")
    return _page(request, form, status=422 if is_asked else 200)


def _foreseen(form: ServiceLevelForm) -> Foreseen | None:
    """Return what it would mean; None where it cannot be saved like that."""
    if not form.is_valid():
        return None
    asked = form.as_asked()
    return foresee(with_level(asked), level=asked)


def _page(
    request: HttpRequest, form: ServiceLevelForm, *, status: int = 200,
    foreseen: Foreseen | None = None,
) -> HttpResponse:  # fmt: skip
    level = form.instance if form.instance.pk else None
    context: dict[str, Any] = {
        "form": form,
        "sheet": form.sheet,
        "level": level,
        "foreseen": foreseen,
        "editor_href": reverse("console:service_level_conditions"),
        "history": Event.of(level).order_by("-id")[:TOLD] if level else [],
    }
    return render(request, "console/service_level.html", context, status=status)


@needs(Power.COMPANY)
@require_POST
def conditions(request: HttpRequest) -> HttpResponse:
    """Show the conditions anew, with the pressed button done; nothing is saved."""
    by = me(request)
    sheet = sheet_in(TICKETS, request.POST, choices_of(by), _offers(request))
    context = {"sheet": sheet, "editor_href": reverse("console:service_level_conditions")}
    response = render(request, "conditions/_editor.html", context)
    response["HX-Trigger-After-Settle"] = "conditions"
    return response


def _offers(request: HttpRequest) -> Any:
    offered = offered_to(me(request))
    return lambda field: may_decide(field) and offered(field)


@needs(Power.COMPANY)
@require_POST
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it asked earlier, with down=1 later."""
    found = get_object_or_404(ServiceLevel, pk=pk)
    found.move(up="down" not in request.POST, by=me(request))
    return redirect("console:service_levels")


@needs(Power.COMPANY)
@require_POST
def removal(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(ServiceLevel, pk=pk).remove(by=me(request))
    messages.success(request, _("Removed. Open tickets are worked out anew."))
    return redirect("console:service_levels")


urlpatterns = [
    path("service-levels/", levels, name="service_levels"),
    path("service-levels/new/", level_new, name="service_level_new"),
    path("service-levels/conditions/", conditions, name="service_level_conditions"),
    path("service-levels/<int:pk>/", level, name="service_level"),
    path("service-levels/<int:pk>/place/", place, name="service_level_place"),
    path("service-levels/<int:pk>/removal/", removal, name="service_level_removal"),
]
