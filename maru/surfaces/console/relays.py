"""The server that a brand's answers leave by, and a test mail through it."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.models import Relay
from maru.kit.secrets import new_token
from maru.records.channels.incoming import Party
from maru.records.channels.models import Channel, Delivery
from maru.records.channels.outgoing import Outgoing
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.surfaces.console.forms.relay import RelayForm


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def relay(request: HttpRequest, brand_id: int) -> HttpResponse:
    brand = _brand(request, brand_id)
    kept = Relay.objects.filter(brand=brand).first()
    if request.method == "DELETE":
        _remove(kept, by=me(request))
        messages.success(request, _("The server is forgotten."))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = RelayForm(request.POST or None, instance=kept or Relay(brand=brand))
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Send yourself a test mail to be sure."))
        return redirect("console:relay", brand.pk)
    context = {"form": form, "brand": brand, "relay": kept, "channel": _channel(brand)}
    return render(request, "console/relay.html", context, status=422 if form.is_bound else 200)


@needs(Power.COMPANY)
@require_POST
def relay_tests(request: HttpRequest, brand_id: int) -> HttpResponse:
    """Queue a mail to the member through the brand's relay, and show how far it got."""
    brand = _brand(request, brand_id)
    channel = _channel(brand)
    if channel is None:
        return render(request, "console/_relay_test.html", {"brand": brand, "delivery": None})
    with transaction.atomic():
        delivery = Delivery.queue(_test_mail(channel, me(request)), channel)
    return render(request, "console/_relay_test.html", {"brand": brand, "delivery": delivery})


@needs(Power.COMPANY)
@require_safe
def relay_test(request: HttpRequest, brand_id: int, delivery_id: int) -> HttpResponse:
    brand = _brand(request, brand_id)
    sent = Delivery.objects.filter(channel__brand=brand, recipients=[me(request).email])
    delivery = get_object_or_404(sent, pk=delivery_id)
    return render(request, "console/_relay_test.html", {"brand": brand, "delivery": delivery})


def _brand(request: HttpRequest, brand_id: int) -> Brand:
    return get_object_or_404(Brand.objects.visible_to(me(request)), pk=brand_id)


def _channel(brand: Brand) -> Channel | None:
    return Channel.objects.filter(brand=brand, kind="email", is_active=True).first()


def _remove(relay: Relay | None, *, by: Member) -> None:
    if relay is not None:
        with transaction.atomic():
            Event.record("relay.removed", relay, by=by, before={"host": relay.host})
            relay.delete()


def _test_mail(channel: Channel, to: Member) -> Outgoing:
    return Outgoing(
        sender=Party(channel.address, channel.name or channel.brand.name),
        to=[Party(to.email, to.name)],
        message_id=f"test.{new_token()}@{channel.address.rpartition('@')[2]}",
        subject=_("Maru: a test mail"),
        text=_("This mail came through the server of %(brand)s. Answers will arrive like this.")
        % {"brand": channel.brand.name},
        is_automatic=True,
    )


urlpatterns = [
    path("brands/<int:brand_id>/relay/", relay, name="relay"),
    path("brands/<int:brand_id>/relay/tests/", relay_tests, name="relay_tests"),
    path("brands/<int:brand_id>/relay/tests/<int:delivery_id>/", relay_test, name="relay_test"),
]
