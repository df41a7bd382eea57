"""Ids in a request, turned into what the caller may name. Unknown and forbidden sound the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from maru.kit.api.errors import ApiError
from maru.kit.written import TooHeavy, Written
from maru.records.channels.models import Channel
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.api.schemas import NewTicket, Requester
from maru.support.tickets.files import NewFile
from maru.support.tickets.forms import askable, too_heavy_words, written
from maru.support.tickets.models import PendingFile, Ticket
from maru.support.tickets.pending_file import UnknownFile
from maru.support.tickets.scheduling.choosing import until


def wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})


def written_in(body: str | None, html: str | None) -> Written:
    """Return what is said by one of the two; of ``html`` the words are derived."""
    if (body is None) == (html is None):
        raise wrong("body", _("Say it by body or by html, one of the two."))
    if html is None:
        return Written(body or "")
    try:
        said = written(None, html)
    except TooHeavy:
        raise wrong("html", too_heavy_words()) from None
    if not said:
        raise wrong("html", _("Nothing is said by it."))
    return said


def team_named(key: int | None, member: Member) -> Team | None:
    if key is None:
        return None
    team = Team.objects.visible_to(member).filter(pk=key).first()
    if team is None:
        raise wrong("team", _("There is no such team."))
    return team


def assignee_named(key: int | None, brand_id: int, team: Team | None) -> Member | None:
    return None if key is None else _askable("assignee", key, brand_id, team)


def follower_named(key: int, ticket: Ticket) -> Member:
    return _askable("member", key, ticket.brand_id, ticket.team)


def _askable(field: str, key: int, brand_id: int, team: Team | None) -> Member:
    found: Member | None = askable(brand_id, team).filter(pk=key).first()
    if found is None:
        raise wrong(field, _("There is no such member in this brand or private team."))
    return found


def brand_and_channel(data: NewTicket, member: Member) -> tuple[Brand, Channel | None]:
    """Return where a new ticket belongs: by its brand, its channel, or the caller's only brand."""
    channel = None
    if data.channel is not None:
        channel = Channel.objects.visible_to(member).filter(pk=data.channel).first()
        if channel is None or data.brand not in {None, channel.brand_id}:
            raise wrong("channel", _("There is no such channel in this brand."))
    key = channel.brand_id if channel else data.brand
    if key is None and len(member.brand_ids) == 1:
        key = member.brand_ids[0]
    if key is None:
        raise wrong("brand", _("You work for several brands: say which."))
    brand = Brand.objects.filter(pk=key, pk__in=member.brand_ids).first()
    if brand is None:
        raise wrong("brand", _("You work for no such brand."))
    return brand, channel


def requester_named(given: Requester | int, brand: Brand, member: Member) -> Customer:
    """Return the customer that a request names, made if new."""
    if isinstance(given, int):
        customer = Customer.objects.visible_to(member).filter(pk=given, brand=brand).first()
        if customer is None:
            raise wrong("requester", _("There is no such customer in this brand."))
        return customer
    kind, value = ContactKind.EMAIL, given.email
    if not value:
        kind, value = ContactKind.PHONE, given.phone
    if not value:
        raise wrong("requester", _("An e-mail address or a phone number is needed."))
    try:
        return recognise(kind, value, brand=brand, name=given.name)
    except ValueError:
        raise wrong(
            f"requester.{kind}",
            _("This is not an e-mail address.")
            if kind == ContactKind.EMAIL
            else _("This is not a phone number."),
        ) from None


def files_named(keys: list[str], member: Member, within: Iterable[str] = ()) -> list[NewFile]:
    """Return the files that a request names, in its list or ``within`` its html."""
    try:
        return PendingFile.take(keys, by=member, within=within)
    except UnknownFile as unknown:
        message = _("There is no uploaded file %(key)s of yours.") % {"key": unknown.key}
        raise wrong("attachments", message) from None


def moment_named(given: Any, member: Member, ticket: Ticket) -> datetime:
    """Return when ``given``, a time or words, is. Raises ApiError."""
    words = given.isoformat() if isinstance(given, datetime) else given or ""
    try:
        return until(words, member, ticket.brand)
    except ValidationError as why:
        raise wrong("send_at", why.messages[0]) from None
