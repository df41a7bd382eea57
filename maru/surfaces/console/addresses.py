"""The mail addresses that customers write to."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.records.channels.address_form import AddressForm
from maru.records.channels.models import Channel
from maru.records.channels.removing import InUse, belongings_of, is_used, remove
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    found = Channel.objects.filter(kind="email").select_related("relay", "brand__relay", "team")
    context = {
        "addresses": found.with_way_out(),
        "has_common_relay": bool(settings.MAIL_OUT),
        **_listener(),
    }
    return render(request, "console/addresses.html", context)


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def address_new(request: HttpRequest) -> HttpResponse:
    brand = me(request).brands.first()
    return _edit(request, AddressForm(request.POST or None, initial={"brand": brand}))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest, channel_id: int) -> HttpResponse:
    found = _found(channel_id)
    return _edit(request, AddressForm(request.POST or None, instance=found))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def address_removal(request: HttpRequest, channel_id: int) -> HttpResponse:
    """GET: what goes, or why it stays. POST: delete it."""
    found, status = _found(channel_id), 200
    if request.method == "POST":
        try:
            remove(found, by=me(request))
        except InUse:
            status = 409
        except Channel.DoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("%(address)s is deleted.") % {"address": found.address})
            return redirect("console:addresses")
    context = {
        "address": found,
        "is_used": is_used(found),
        "belongings": belongings_of(found),
        "is_last": found.is_last_way_out,
    }
    return render(request, "console/address_removal.html", context, status=status)


def _found(channel_id: int) -> Channel:
    mail = Channel.objects.filter(kind="email").select_related("brand")
    return get_object_or_404(mail, pk=channel_id)


def _edit(request: HttpRequest, form: AddressForm) -> HttpResponse:
    # Asked before the form writes its answers onto the row.
    is_last = form.instance.pk is not None and form.instance.is_last_way_out
    if request.method == "POST" and form.is_valid():
        saved = form.save_by(me(request))
        _tell(request, saved)
        return redirect("console:addresses")
    context = {"form": form, "is_last": is_last, **_listener()}
    return render(request, "console/address.html", context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, saved: Channel) -> None:
    if saved.is_active:
        messages.success(request, _("Saved. Mail to this address is taken from now on."))
    elif Channel.objects.answering(saved.brand_id).exists():
        messages.success(request, _("Saved. Mail to this address is refused from now on."))
    else:
        words = _("Saved. %(brand)s has no address that takes mail now: its answers cannot leave.")
        messages.warning(request, words % {"brand": saved.brand.name})


def _listener() -> dict[str, object]:
    return {"smtp_host": settings.SMTP_BIND, "smtp_port": settings.SMTP_PORT}


urlpatterns = [
    path("addresses/", addresses, name="addresses"),
    path("addresses/new/", address_new, name="address_new"),
    path("addresses/<int:channel_id>/", address, name="address"),
    path("addresses/<int:channel_id>/removal/", address_removal, name="address_removal"),
]
