"""What the company does about abusive messages."""

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
from maru.support.shielding.forms import ProcedureForm
from maru.support.shielding.models import Procedure


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def shielding(request: HttpRequest) -> HttpResponse:
    procedure = Procedure.here()
    form = ProcedureForm(request.POST or None, instance=procedure)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:shielding")
    usual = {
        f"{step}_{language}": Procedure().words(step, language)
        for step in ("warn", "end") for language in ("ko", "en")
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "console/shielding.html", {"form": form, "usual": usual}, status=status)


urlpatterns = [path("shielding/", shielding, name="shielding")]
