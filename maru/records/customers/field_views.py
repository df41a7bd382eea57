"""Custom fields on the page of a customer or an organization: each a form that changes one."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from maru.kit.fields.definitions import fields_of
from maru.kit.fields.giving import given_in
from maru.kit.fields.kinds import Unfit
from maru.kit.fields.showing import shown_again, shown_on
from maru.records.customers.filling import fill_field
from maru.records.customers.models import Customer, Organization
from maru.staff.members.models import Member


def set_field(request: HttpRequest, row: Customer | Organization, pk: int) -> HttpResponse:
    """Set one field of ``row``; what does not fit is said where it was written, and stays there."""
    noun = row._meta.model_name or ""
    asked = next((each for each in fields_of(noun) if each.pk == pk), None)
    if asked is None or not asked.is_in_use or not asked.is_of(row):
        raise Http404
    given, error = given_in(request.POST, asked), ""
    try:
        fill_field(row, asked, given, by=cast(Member, request.user))
    except Unfit as why:
        error = str(why)
    if "HX-Request" not in request.headers:
        if error:
            messages.error(request, f"{asked.label}: {error}")
        return HttpResponseRedirect(reverse(f"desk:{noun}", args=[row.pk]))
    typed = given if error and isinstance(given, str) else None
    context = {
        "shown": shown_again(row, asked, error, typed),
        "href": _address(row, asked.pk),
        "may_change": True,
        "wanted": bool(error),
    }
    return render(request, "fields/_field.html", context, status=422 if error else 200)


def fields_panel(row: Customer | Organization) -> dict[str, Any]:
    """For fields/_panel.html. Costs as ``shown_on``."""
    return {
        "shown_fields": shown_on(row),
        "fields_id": f"{row._meta.model_name}-fields",
        "href_of": lambda field: _address(row, field.pk),
    }


def _address(row: Customer | Organization, pk: int) -> str:
    return reverse(f"{row._meta.model_name}s:field", args=[row.pk, pk])
