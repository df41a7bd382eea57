"""/relays: the servers that answers leave by. Passwords go in and never out."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.email.api_trial import TrialOut, outcome
from maru.extensions.email.models import Relay
from maru.extensions.email.relay_form import RelayForm
from maru.extensions.email.sending.test_mail import queue_test_mail
from maru.extensions.email.sending.trouble import in_words
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

Encryption = Literal["none", "starttls", "tls"]


class RelayOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "brand": 1, "channel": None, "kind": "smtp", "region": "", "domain": "",
                "host": "smtp.example.com", "port": 587,
                "security": "starttls", "user": "support@onnuri.example", "has_password": True,
                "as_mailbox": False,
            }
        }
    )  # fmt: skip
    id: int
    brand: int | None = Field(description="The brand whose server this is; null: an address's.")
    channel: int | None = Field(description="The channel whose own server this is.")
    kind: str = Field(description="smtp, or the provider whose API takes the mail.")
    host: str
    port: int
    security: str
    user: str
    as_mailbox: bool = Field(description="Signs in as the channel's mailbox does (XOAUTH2).")
    region: str = Field(description="Of a provider: eu, or empty.")
    domain: str = Field(description="Mailgun's; empty: the sender's.")
    has_password: bool

    @staticmethod
    def resolve_brand(relay: Relay) -> int | None:
        return relay.brand_id

    @staticmethod
    def resolve_channel(relay: Relay) -> int | None:
        return relay.channel_id

    @staticmethod
    def resolve_has_password(relay: Relay) -> bool:
        return bool(relay.sealed_password)


class RelayChange(Schema):
    """A provider's key is given as ``password``."""

    kind: Literal["smtp", "postmark", "mailgun", "brevo", "resend"] = unset()
    host: Line = unset()
    port: int = unset()
    security: Encryption = unset()
    user: Line = unset()
    as_mailbox: bool = unset()
    region: Literal["", "eu"] = unset()
    domain: Line = unset()
    password: Words = unset()


class NewRelay(RelayChange):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "brand": 1, "host": "smtp.example.com", "user": "support@onnuri.example",
                "password": "app password",
            }
        }
    )  # fmt: skip
    brand: Id | None = Field(None, description="Either the brand that it is for ...")
    channel: Id | None = Field(None, description="... or the one channel.")


class RelayTestMail(Schema):
    delivery: int = Field(description="Its state is at /deliveries.")


DEFAULTS = {"kind": "smtp", "port": 587, "security": "starttls"}
SHOWN = ("kind", "host", "port", "security", "as_mailbox", "user", "region", "domain")


@router.read("/relays", Page[RelayOut], scope="staff:read", summary="List mail servers")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The servers that answers of your brands leave by. For administrators."""
    return paged(_seen(caller(request)), "id", paging=paging)


@router.read("/relays/{id}", RelayOut, scope="staff:read", summary="Show a mail server")
def show(request: HttpRequest, id: Id) -> Relay:
    """One server, without its password."""
    found: Relay = get_object_or_404(_seen(caller(request)), pk=id)
    return found


@router.read(
    "/relays/{id}/trial", TrialOut, scope="staff:write", summary="Try a mail server",
    fails=(409,),
)  # fmt: skip
def trial(request: HttpRequest, id: Id) -> TrialOut:
    """Connect, sign in and ask whether it would take a mail to you; a provider, whether it
    knows the key. Sends none."""
    member = caller(request)
    relay, channel = _with_address(member, id)
    why = relay.try_out(sender=channel.address, recipient=member.email)
    return outcome(why, in_words)


@router.write(
    "POST", "/relays/{id}/test-mail", {201: RelayTestMail},
    scope="staff:write", summary="Send a test mail", fails=(409,),
)  # fmt: skip
def test_mail(request: HttpRequest, id: Id) -> Status[dict[str, int]]:
    """Queue a mail to yourself by this server."""
    member = caller(request)
    _relay, channel = _with_address(member, id)
    return Status(201, {"delivery": queue_test_mail(channel, to=member).pk})


@router.write(
    "POST", "/relays", {201: RelayOut}, scope="staff:write", summary="Set a mail server",
    fails=(409,),
)  # fmt: skip
def create(request: HttpRequest, data: NewRelay) -> Status[Relay]:
    """For a brand, or for one channel alone. 409 when it has one: change that."""
    member = caller_who_can(request, Power.COMPANY)
    if (data.brand is None) == (data.channel is None):
        raise ApiError(422, "invalid", _("Name a brand or a channel: one of the two."))
    seat = _seat(member, data)
    if Relay.objects.filter(**seat).exists():
        raise ApiError(409, "has_relay", _("It has a mail server already: change that one."))
    return Status(201, _kept(RelayForm(_filled(DEFAULTS, data), instance=Relay(**seat)), member))


@router.write(
    "PATCH", "/relays/{id}", {200: RelayOut}, scope="staff:write", summary="Change a mail server"
)
def change(request: HttpRequest, id: Id, data: RelayChange) -> Relay:
    """Only what you send changes. For another host its password is needed again."""
    member = caller(request)
    relay = get_object_or_404(_seen(member), pk=id)
    kept = {name: getattr(relay, name) for name in SHOWN}
    return _kept(RelayForm(_filled(kept, data), instance=relay), member)


@router.write(
    "DELETE", "/relays/{id}", {204: None}, scope="staff:write", summary="Forget a mail server"
)
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Mail then leaves by the brand's server, else the installation's, else it stays here."""
    member = caller(request)
    get_object_or_404(_seen(member), pk=id).forget(by=member)
    return Status(204, None)


def _seen(member: Member) -> QuerySet[Relay]:
    return Relay.objects.visible_to(member).select_related("channel__brand")


def _seat(member: Member, data: NewRelay) -> dict[str, Any]:
    brands = Brand.objects.visible_to(member)
    if data.brand is not None:
        return {"brand": get_object_or_404(brands, pk=data.brand)}
    mail = Channel.objects.filter(kind="email", brand__in=brands)
    return {"channel": get_object_or_404(mail, pk=data.channel)}


def _with_address(member: Member, id: int) -> tuple[Relay, Channel]:
    relay = get_object_or_404(_seen(member), pk=id)
    channel = relay.sends_for()
    if channel is None:
        raise ApiError(
            409, "no_address", _("There is no mail address that sends by this server yet.")
        )
    return relay, channel


def _filled(kept: dict[str, Any], data: RelayChange) -> dict[str, Any]:
    return {**kept, **data.dict(exclude_unset=True)}


def _kept(form: RelayForm, member: Member) -> Relay:
    require_valid(form)
    return form.save_by(member)
