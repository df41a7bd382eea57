"""What a brand says by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.company.models import Brand
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.autoanswers.forms import WordingForm
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.autoanswers.wording import PLACEHOLDERS


@needs(Power.COMPANY)
@require_safe
def auto_answers(request: HttpRequest) -> HttpResponse:
    brands = Brand.objects.visible_to(me(request)).select_related("calendar", "auto_answers")
    context = {"brands": brands, "lately": AutoAnswer.objects.visible_to(me(request)).lately()}
    return render(request, "console/auto_answers.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, brand_id: int) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.visible_to(me(request)), pk=brand_id)
    form = WordingForm(request.POST or None, instance=Wording.of(brand))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:auto_answers")
    context = {"form": form, "brand": brand, "placeholders": PLACEHOLDERS}
    return render(request, "console/wording.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("auto-answers/", auto_answers, name="auto_answers"),
    path("auto-answers/<int:brand_id>/", wording, name="wording"),
]
