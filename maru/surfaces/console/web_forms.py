"""The forms on the web by which customers write."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.extensions.webform.models import WebForm
from maru.extensions.webform.settings_form import WebFormForm
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def web_forms(request: HttpRequest) -> HttpResponse:
    found = WebForm.objects.visible_to(me(request)).select_related(
        "channel__brand", "channel__team"
    )
    context = {"web_forms": [(one, one.mailbox()) for one in found]}
    return render(request, "console/web_forms.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def web_form_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, WebFormForm(request.POST or None, member=me(request)))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def web_form(request: HttpRequest, pk: int) -> HttpResponse:
    seen = WebForm.objects.visible_to(me(request)).select_related("channel__brand")
    found = get_object_or_404(seen, pk=pk)
    return _edit(request, WebFormForm(request.POST or None, instance=found, member=me(request)))


def _edit(request: HttpRequest, form: WebFormForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        saved = form.save_by(me(request))
        messages.success(request, _("Saved."))
        return redirect("console:web_form", saved.pk)
    kept = WebForm.objects.select_related("channel__brand").filter(pk=form.instance.pk).first()
    context = {"form": form, "web_form": kept, "mailbox": kept.mailbox() if kept else None}
    return render(request, "console/web_form.html", context, status=422 if form.is_bound else 200)


urlpatterns = [
    path("forms/", web_forms, name="web_forms"),
    path("forms/new/", web_form_new, name="web_form_new"),
    path("forms/<int:pk>/", web_form, name="web_form"),
]
