"""status:open, 담당:나, before:2026-01, ...: each word in Korean and in English."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.kit.search.source import Field, NotUnderstood
from maru.kit.tags.models import spelled
from maru.records.customers.fields import brand
from maru.records.customers.models import ContactPoint, Customer
from maru.records.customers.organizations.search import NAMES, belonging
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import UNSOLVED, Direction, Kind, Priority, Source, Status
from maru.support.tickets.models import Attachment, Message, Ticket

_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_ME, _NONE = {"me", "나", "저"}, {"none", "nobody", "없음"}


def _words(choices: Any) -> dict[str, Any]:
    """Return every word for one of ``choices``: its value, and its label in both languages."""
    words = {}
    for value, label in choices.choices:
        words[str(value).lower()] = value
        for language in ("ko", "en"):
            with override(language):
                words["".join(str(label).lower().split())] = value
    return words


def _one_of(field: str, choices: Any) -> Any:
    def condition(value: str, reader: Member) -> Q:
        words = _words(choices)
        found = words.get("".join(value.lower().replace("-", "_").split()))
        if found is None:
            raise NotUnderstood(
                _("“%(value)s” is none of the words here: %(words)s.")
                % {"value": value, "words": ", ".join(str(label) for _v, label in choices.choices)}
            )
        return Q(**{field: found})

    return condition


def status(value: str, reader: Member) -> Q:
    if value.lower() in {"unsolved", "미해결"}:
        return Q(status__in=UNSOLVED)
    condition: Q = _one_of("status", Status)(value, reader)
    return condition


def assignee(value: str, reader: Member) -> Q:
    word = value.lower()
    if word in _ME:
        return Q(assignee=reader)
    if word in _NONE:
        return Q(assignee=None)
    return Q(assignee__in=_named(Member.objects.visible_to(reader), value, "name", "email"))


def team(value: str, reader: Member) -> Q:
    if value.lower() in _NONE:
        return Q(team=None)
    return Q(team__in=_named(Team.objects.visible_to(reader), value, "name"))


def tag(value: str, reader: Member) -> Q:
    tagged = Ticket.tags.through.objects.filter(tag__name=spelled(value))
    return Q(pk__in=tagged.values("ticket_id"))


def sender(value: str, reader: Member) -> Q:
    """Whoever the ticket is with, or wrote in it: part of a name, or of an address."""
    reached = ContactPoint.objects.filter(value__icontains=value).values("customer_id")
    customers = Customer.objects.filter(Q(name__icontains=value) | Q(pk__in=reached))
    wrote = Message.objects.filter(direction=Direction.FROM_CUSTOMER).filter(
        Q(from_address__icontains=value) | Q(from_name__icontains=value)
    )
    return Q(requester__in=customers.values("pk")) | Q(pk__in=wrote.values("ticket_id"))


def organization(value: str, reader: Member) -> Q:
    """Whoever the ticket is with belongs there."""
    return belonging(value, reader, path="requester__organization")


def recipient(value: str, reader: Member) -> Q:
    """By which address of ours it came."""
    return Q(channel__address__icontains=value)


def before(value: str, reader: Member) -> Q:
    return Q(created_at__lt=_moment(value))


def after(value: str, reader: Member) -> Q:
    return Q(created_at__gte=_moment(value))


def has(value: str, reader: Member) -> Q:
    if value.lower() not in {"attachment", "attachments", "file", "첨부", "파일"}:
        raise NotUnderstood(_("“has:” knows attachment alone."))
    holding = Attachment.objects.filter(is_inline=False).order_by()
    return Q(pk__in=holding.values("message__ticket"))


def _named(rows: Any, value: str, *fields: str) -> Any:
    meant = Q()
    for name in fields:
        meant |= Q(**{f"{name}__icontains": value})
    found = list(rows.filter(meant).values_list("pk", flat=True)[:100])
    if not found:
        raise NotUnderstood(_("Nobody and nothing here is called “%(value)s”.") % {"value": value})
    return found


def _moment(value: str) -> datetime:
    """Return the first moment of a day, a month or a year, in the reader's time zone."""
    match = _DATE.fullmatch(value)
    if match:
        year, month, day = (int(part or 1) for part in match.groups())
        try:
            return timezone.make_aware(datetime.combine(date(year, month, day), time.min))
        except (ValueError, OverflowError):
            pass
    raise NotUnderstood(
        _("“%(value)s” is no date. Write 2026-01-31, or 2026-01.") % {"value": value}
    )


FIELDS = (
    Field(("status", "상태"), status),
    Field(("priority", "우선순위"), _one_of("priority", Priority)),
    Field(("kind", "종류", "유형"), _one_of("kind", Kind)),
    Field(("channel", "경로"), _one_of("source", Source)),
    Field(("assignee", "담당"), assignee),
    Field(("team", "팀"), team),
    Field(("brand", "브랜드"), brand),
    Field(("tag", "태그"), tag),
    Field(("from", "보낸사람", "고객"), sender),
    Field(NAMES, organization),
    Field(("to", "받는사람"), recipient),
    Field(("before", "이전"), before),
    Field(("after", "since", "이후"), after),
    Field(("has", "있음"), has),
)
