from __future__ import annotations

from typing import Any

from maru.extensions.webhooks.models import Arrival, Endpoint, Inlet
from maru.kit.webhooks.announcement import Announcement
from maru.kit.webhooks.models import Call, Webhook
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, nobody, things


def _endpoint() -> Endpoint:
    found = Endpoint.objects.filter(name="창고").first()
    if found:
        return found
    webhook = Webhook(form="plain", is_patient=True)
    webhook.point_to("https://127.0.0.1/hear")
    webhook.new_secret()
    webhook.save()
    return Endpoint.objects.create(name="창고", webhook=webhook, hears=["ticket.opened"])


def _seen_by(member: Member) -> bool:
    return member.can(Power.COMPANY)


@things("webhooks")
def webhooks(case: Any) -> list[Thing]:
    return [Thing(_endpoint().pk, _seen_by)]


@things("told")
def told(case: Any) -> list[Thing]:
    """About a ticket of the one brand: what it says of it is for who sees the ticket."""
    endpoint = _endpoint()
    about = {"ticket": {"number": case.tickets[0].pk, "requester": None}}
    announcement = Announcement("ticket.opened", "2026-11-29T00:00:00Z", "", data=about)
    call = Call.objects.create(
        webhook=endpoint.webhook, happening="ticket.opened", announcement=announcement.as_json(),
        state="failed",
    )  # fmt: skip
    return [Thing(call.pk, _seen_by, inside=endpoint.pk)]


@things("in")
def addresses(case: Any) -> list[Thing]:
    return [Thing("made-up", nobody)]


@things("inlets")
def inlets(case: Any) -> list[Thing]:
    return [Thing(_inlet(case).pk, _seen_by)]


@things("arrivals")
def arrivals(case: Any) -> list[Thing]:
    """About a ticket of the one brand: what came is for who sees the ticket."""
    inlet = _inlet(case)
    arrival = Arrival.objects.create(
        inlet=inlet, body="{}", state="done", ticket=case.tickets[0].pk
    )  # fmt: skip
    return [Thing(arrival.pk, _seen_by, inside=inlet.pk)]


def _inlet(case: Any) -> Inlet:
    found = Inlet.objects.filter(name="쇼핑몰").first()
    if found:
        return found
    made = Inlet(name="쇼핑몰", member=case.sora, brand=case.onnuri)
    made.new_address()
    made.save()
    return made
