"""The company's own fields: of tickets, customers and whatever else has them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.kit.fields.field import CustomField
from maru.kit.fields.noun import nouns
from maru.staff.company.models import Brand
from maru.staff.fields.defining import FieldFilled, fields_for, move, remove
from maru.staff.fields.form import DefinitionForm
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def fields(request: HttpRequest) -> HttpResponse:
    found = list(fields_for(me(request)))
    by_noun = [(noun, [f for f in found if f.noun == noun.key]) for noun in nouns().values()]
    brands = dict(Brand.objects.visible_to(me(request)).values_list("pk", "name"))
    context = {"by_noun": by_noun, "brands": brands, "has_fields": bool(found)}
    return render(request, "console/fields.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def field_new(request: HttpRequest) -> HttpResponse:
    form = DefinitionForm(_posted(request), member=me(request))
    if request.method == "GET" and request.GET.get("noun") in nouns():
        form.initial["noun"] = request.GET["noun"]
    return _edited(request, form)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, pk: int) -> HttpResponse:
    return _edited(request, DefinitionForm(_posted(request), member=me(request),
                                           field=_field(request, pk)))  # fmt: skip


def _edited(request: HttpRequest, form: DefinitionForm) -> HttpResponse:
    is_pressed = bool(request.POST.get("do"))  # a button among the choices
    if is_pressed:
        form.errors.clear()
    elif form.is_bound and form.is_valid() and form.save():
        messages.success(request, _("Saved."))
        return redirect("console:fields")
    context: dict[str, Any] = {"form": form, "field": form.field}
    if is_pressed and "HX-Request" in request.headers:
        return render(request, "console/_choices.html", context)
    status = 422 if form.is_bound and not is_pressed else 200
    return render(request, "console/field.html", context, status=status)


@needs(Power.COMPANY)
@require_POST
def field_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask it earlier, or with down=1 later."""
    move(_field(request, pk), up="down" not in request.POST, by=me(request))
    return redirect("console:fields")


@needs(Power.COMPANY)
@require_POST
def field_removal(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        remove(_field(request, pk), by=me(request))
    except FieldFilled as why:
        messages.error(request, why.words)
        return redirect("console:field", pk)
    messages.success(request, _("The field is removed."))
    return redirect("console:fields")


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _field(request: HttpRequest, pk: int) -> CustomField:
    return get_object_or_404(fields_for(me(request)), pk=pk)


urlpatterns = [
    path("fields/", fields, name="fields"),
    path("fields/new/", field_new, name="field_new"),
    path("fields/<int:pk>/", field, name="field"),
    path("fields/<int:pk>/place/", field_place, name="field_place"),
    path("fields/<int:pk>/removal/", field_removal, name="field_removal"),
]
