"""The mail addresses that customers write to."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.records.channels.models import Channel
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.console.forms.addresses import AddressForm


@needs(Power.COMPANY)
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    found = Channel.objects.filter(kind="email").select_related("relay", "brand__relay", "team")
    context = {"addresses": found, "has_common_relay": bool(settings.MAIL_OUT), **_listener()}
    return render(request, "console/addresses.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def address_new(request: HttpRequest) -> HttpResponse:
    brand = me(request).brands.first()
    return _edit(request, AddressForm(request.POST or None, initial={"brand": brand}))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = get_object_or_404(Channel, kind="email", pk=channel_id)
    return _edit(request, AddressForm(request.POST or None, instance=found))


def _edit(request: HttpRequest, form: AddressForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Mail to this address is taken from now on."))
        return redirect("console:addresses")
    context = {"form": form, **_listener()}
    return render(request, "console/address.html", context, status=422 if form.is_bound else 200)


def _listener() -> dict[str, object]:
    return {"smtp_host": settings.SMTP_BIND, "smtp_port": settings.SMTP_PORT}


urlpatterns = [
    path("addresses/", addresses, name="addresses"),
    path("addresses/new/", address_new, name="address_new"),
    path("addresses/<int:channel_id>/", address, name="address"),
]
