"""How long people rest after something hard."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.support.wellbeing.forms import CoolDownsForm


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def wellbeing(request: HttpRequest) -> HttpResponse:
    form = CoolDownsForm(request.POST or None, by=me(request))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:wellbeing")
    status = 422 if form.is_bound else 200
    return render(request, "console/wellbeing.html", {"form": form}, status=status)


urlpatterns = [path("wellbeing/", wellbeing, name="wellbeing")]
