from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.company.forms import BrandForm
from maru.staff.company.models import Brand
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def brands(request: HttpRequest) -> HttpResponse:
    found = Brand.objects.visible_to(me(request)).select_related("calendar", "relay")
    context = {"brands": found.prefetch_related("channels", "members")}
    return render(request, "console/brands.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def brand_new(request: HttpRequest) -> HttpResponse:
    form = BrandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            brand = form.save_by(me(request))
            # Whoever makes a brand works for it: else its tickets would be hidden from them.
            me(request).brands.add(brand)
        messages.success(request, _("The brand is made. Now give it a mail address."))
        return redirect("console:brand", brand.pk)
    return _show(request, form)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest, brand_id: int) -> HttpResponse:
    found = get_object_or_404(Brand.objects.visible_to(me(request)), pk=brand_id)
    form = BrandForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:brand", found.pk)
    return _show(request, form)


def _show(request: HttpRequest, form: BrandForm) -> HttpResponse:
    pk = form.instance.pk
    context = {"form": form, "brand": Brand.objects.filter(pk=pk).first() if pk else None}
    return render(request, "console/brand.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("brands/", brands, name="brands"),
    path("brands/new/", brand_new, name="brand_new"),
    path("brands/<int:brand_id>/", brand, name="brand"),
]
