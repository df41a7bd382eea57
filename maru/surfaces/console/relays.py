"""By which server mail leaves: a brand's, or one address's own; tried, and with a test mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.extensions.email.models import Relay, SendingDomain
from maru.extensions.email.relay_form import RelayForm
from maru.extensions.email.relaying import Route
from maru.extensions.email.sending.providers import PROVIDERS
from maru.extensions.email.sending.test_mail import queue_test_mail
from maru.extensions.email.sending.trouble import in_words, of_answer
from maru.records.channels.models import Channel, Delivery
from maru.staff.company.models import Brand
from maru.staff.members.access import needs
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me


@needs(Power.COMPANY)
@require_safe
def outgoing(request: HttpRequest) -> HttpResponse:
    """Show for each brand and each of its addresses by which road its mail leaves."""
    SendingDomain.find_all()
    mail = Channel.objects.filter(kind="email").select_related("relay")
    brands = Brand.objects.visible_to(me(request)).select_related("relay")
    context = {
        "brands": brands.prefetch_related(Prefetch("channels", mail, to_attr="mail_addresses")),
        "domains": SendingDomain.objects.visible_to(me(request)),
        "common": str(Route.from_url(settings.MAIL_OUT)) if settings.MAIL_OUT else "",
    }
    return render(request, "console/outgoing.html", context)


@dataclass(frozen=True)
class Seat:
    """Whose server a page is about: a brand's, or one address's own."""

    brand: Brand
    channel: Channel | None = None

    @property
    def kept(self) -> Relay | None:
        mine = {"channel": self.channel} if self.channel else {"brand": self.brand}
        return Relay.objects.filter(**mine).first()

    @property
    def empty(self) -> Relay:
        return Relay(channel=self.channel) if self.channel else Relay(brand=self.brand)

    @property
    def name(self) -> str:
        return self.channel.address if self.channel else self.brand.name

    def href(self, page: str = "relay", *more: int) -> str:
        prefix, pk = ("address_", self.channel.pk) if self.channel else ("", self.brand.pk)
        return reverse(f"console:{prefix}{page}", args=[pk, *more])


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def relay(request: HttpRequest, brand_id: int) -> HttpResponse:
    return _edit(request, _brand(request, brand_id))


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST", "DELETE"])
def address_relay(request: HttpRequest, channel_id: int) -> HttpResponse:
    return _edit(request, _address(request, channel_id))


@needs(Power.COMPANY)
@require_POST
def relay_tests(request: HttpRequest, brand_id: int) -> HttpResponse:
    return _test(request, _brand(request, brand_id))


@needs(Power.COMPANY)
@require_POST
def address_relay_tests(request: HttpRequest, channel_id: int) -> HttpResponse:
    return _test(request, _address(request, channel_id))


@needs(Power.COMPANY)
@require_safe
def relay_test(request: HttpRequest, brand_id: int, delivery_id: int) -> HttpResponse:
    return _follow(request, _brand(request, brand_id), delivery_id)


@needs(Power.COMPANY)
@require_safe
def address_relay_test(request: HttpRequest, channel_id: int, delivery_id: int) -> HttpResponse:
    return _follow(request, _address(request, channel_id), delivery_id)


def _brand(request: HttpRequest, pk: int) -> Seat:
    return Seat(get_object_or_404(Brand.objects.visible_to(me(request)), pk=pk))


def _address(request: HttpRequest, pk: int) -> Seat:
    brands = Brand.objects.visible_to(me(request))
    mail = Channel.objects.filter(kind="email", brand__in=brands).select_related("brand")
    channel = get_object_or_404(mail, pk=pk)
    return Seat(channel.brand, channel)


def _edit(request: HttpRequest, seat: Seat) -> HttpResponse:
    kept = seat.kept
    if request.method == "DELETE":
        if kept:
            kept.forget(by=me(request))
        messages.success(request, _("The server is forgotten."))
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    form = RelayForm(request.POST or None, instance=kept or seat.empty)
    if request.method == "POST" and form.is_valid():
        form.save_by(me(request))
        messages.success(request, _("Saved. Send yourself a test mail to be sure."))
        return redirect(seat.href())
    context = {
        "form": form,
        "seat": seat,
        # A refused form has written what was typed onto the instance.
        "relay": seat.kept,
        "channel": kept.sends_for() if kept else None,
        "otherwise": _otherwise(seat),
        "providers": PROVIDERS.values(),
    }
    return render(request, "console/relay.html", context, status=422 if form.is_bound else 200)


def _otherwise(seat: Seat) -> str:
    """Return the server that stands in where the seat has none of its own; "" for none."""
    of_brand = Relay.objects.filter(brand=seat.brand).first() if seat.channel else None
    if of_brand:
        return str(of_brand)
    return str(Route.from_url(settings.MAIL_OUT)) if settings.MAIL_OUT else ""


def _test(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Try the server as it is saved; where nothing speaks against it, send a mail through it."""
    kept = seat.kept
    channel = kept.sends_for() if kept else None
    context: dict[str, Any] = {"seat": seat, "delivery": None, "words": "", "detail": "",
                               "answer": ""}  # fmt: skip
    if kept and channel:
        why = kept.try_out(sender=channel.address, recipient=me(request).email)
        if why:
            context |= {"words": in_words(why.code), "detail": why.detail}
        else:
            context["delivery"] = queue_test_mail(channel, to=me(request))
    return render(request, "console/_relay_test.html", context)


def _follow(request: HttpRequest, seat: Seat, delivery_id: int) -> HttpResponse:
    mine = {"channel": seat.channel} if seat.channel else {"channel__brand": seat.brand}
    sent = Delivery.objects.filter(recipients=[me(request).email], **mine)
    delivery = get_object_or_404(sent, pk=delivery_id)
    context = {"seat": seat, "delivery": delivery, "words": "", "detail": "",
               "answer": of_answer(delivery.error)}  # fmt: skip
    return render(request, "console/_relay_test.html", context)


urlpatterns = [
    path("outgoing/", outgoing, name="outgoing"),
    path("brands/<int:brand_id>/relay/", relay, name="relay"),
    path("brands/<int:brand_id>/relay/tests/", relay_tests, name="relay_tests"),
    path("brands/<int:brand_id>/relay/tests/<int:delivery_id>/", relay_test, name="relay_test"),
    path("addresses/<int:channel_id>/relay/", address_relay, name="address_relay"),
    path("addresses/<int:channel_id>/relay/tests/", address_relay_tests,
         name="address_relay_tests"),
    path("addresses/<int:channel_id>/relay/tests/<int:delivery_id>/", address_relay_test,
         name="address_relay_test"),
]  # fmt: skip
