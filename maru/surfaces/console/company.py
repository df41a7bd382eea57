from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.company.forms import CompanyForm
from maru.staff.company.models import Company
from maru.staff.company.time_zones import COMMON
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def company(request: HttpRequest) -> HttpResponse:
    form = CompanyForm(request.POST or None, instance=get_object_or_404(Company))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:company")
    context = {"form": form, "time_zones": COMMON}
    return render(request, "console/company.html", context, status=422 if form.is_bound else 200)


urlpatterns = [path("company/", company, name="company")]
