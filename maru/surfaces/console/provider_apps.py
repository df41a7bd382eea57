"""Maru as it is registered with Google and with Microsoft, once for all mailboxes there."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.extensions.email.models import ProviderApp
from maru.extensions.email.oauth.app_form import ProviderAppForm
from maru.extensions.email.oauth.services import SERVICES
from maru.kit.jobs import bell
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.console.mailbox_sign_ins import back_to


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def provider_app(request: HttpRequest, provider: str) -> HttpResponse:
    if provider not in SERVICES:
        raise Http404
    kept = ProviderApp.objects.visible_to(me(request)).filter(provider=provider).first()
    form = ProviderAppForm(request.POST or None, instance=kept or ProviderApp(provider=provider))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request), noun="provider_app")
        bell.ring_now("email.mailboxes")
        messages.success(request, _("Saved. Now connect a mailbox by its button."))
        return redirect("console:mailboxes")
    context = {
        "form": form,
        "service": SERVICES[provider],
        "is_kept": kept is not None,
        "back_to": back_to(),
        "is_reachable": _is_fit(settings.PUBLIC_URL),
    }
    return render(
        request, "console/provider_app.html", context, status=422 if form.is_bound else 200
    )


def _is_fit(url: str) -> bool:
    """Return whether providers let an address be registered: https, or this very machine."""
    return url.startswith(("https://", "http://localhost:", "http://localhost/"))


urlpatterns = [
    path("provider-apps/<slug:provider>/", provider_app, name="provider_app"),
]
