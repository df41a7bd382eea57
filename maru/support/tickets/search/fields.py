"""status:open, 담당:나, before:2026-01, ...: each word in Korean and in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from maru.kit.conditions.asking import ME
from maru.kit.search.asked import Term
from maru.kit.search.marks import mark
from maru.kit.search.source import Field, NotUnderstood
from maru.kit.tags.models import spelled
from maru.records.channels.models import Channel
from maru.records.customers.fields import brand, brands
from maru.records.customers.organizations.search import belonging
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import UNSOLVED, Kind, Priority, Source, Status
from maru.support.tickets.reading.unread import where_unread
from maru.support.tickets.search import marks

_DATE = re.compile(r"(\d{4})(?:[-./](\d{1,2})(?:[-./](\d{1,2}))?)?")
_READ = {"read", "seen", "읽음", "예", "네", "yes"}
_UNREAD = {"unread", "안읽음", "읽지않음", "아니요", "아니오", "no"}
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


def _choice(choices: Any, value: str) -> Any:
    """Return the one of ``choices`` that ``value`` names. Raises NotUnderstood."""
    found = _words(choices).get("".join(value.lower().replace("-", "_").split()))
    if found is None:
        raise NotUnderstood(
            _("“%(value)s” is none of the words here: %(words)s.")
            % {"value": value, "words": ", ".join(str(label) for _v, label in choices.choices)}
        )
    return found


def _one_of(choices: Any) -> Any:
    return lambda value, _reader: [_choice(choices, value)]


@dataclass(frozen=True)
class _Values:
    """A field that has one of some values: as the condition, and as the marks, asks for them."""

    field: str
    named: Callable[[str, Member], Sequence[Any]]  # None among them: nobody, nothing

    def condition(self, value: str, reader: Member) -> Q:
        values = self.named(value, reader)
        of_any = Q(**{f"{self.field}__in": [each for each in values if each is not None]})
        return of_any | Q(**{self.field: None}) if None in values else of_any

    def marks(self, value: str, reader: Member) -> list[Term]:
        values = self.named(value, reader)
        return marks.any_of(self.field, [marks.NONE if v is None else v for v in values])

    def said(self, value: str, reader: Member) -> dict[str, Any]:
        values = list(self.named(value, reader))
        if None in values:
            return {"field": self.field, "op": "is_empty"}
        if self.named is assignee and value.lower() in _ME:
            values = [ME]  # whoever looks
        return _asks(self.field, "in", values)


def _asks(field: str, op: str, value: Any) -> dict[str, Any]:
    return {"field": field, "op": op, "value": value}


def _field(names: tuple[str, ...], field: str, named: Callable[[str, Member], Any]) -> Field:
    values = _Values(field, named)
    return Field(names, values.condition, values.marks, values.said)


def _says(field: str, op: str, meant: Callable[[str, Member], Any]) -> Any:
    return lambda value, reader: _asks(field, op, meant(value, reader))


def status(value: str, reader: Member) -> Sequence[str]:
    if value.lower() in {"unsolved", "미해결"}:
        return tuple(UNSOLVED)
    return [_choice(Status, value)]


def assignee(value: str, reader: Member) -> Sequence[int | None]:
    word = value.lower()
    if word in _ME:
        return [reader.pk]
    if word in _NONE:
        return [None]
    return _named(Member.objects.visible_to(reader), value, "name", "email")


def team(value: str, reader: Member) -> Sequence[int | None]:
    if value.lower() in _NONE:
        return [None]
    return _named(Team.objects.visible_to(reader), value, "name")


def channel(value: str, reader: Member) -> list[Term]:
    return [Term(mark("channel", _choice(Source, value)))]


def tag(value: str, reader: Member) -> list[Term]:
    return [Term(mark("tag", spelled(value)))]


def sender(value: str, reader: Member) -> list[Term]:
    """Whoever the ticket is with, or wrote in it."""
    return marks.sender(value)


def sender_said(value: str, reader: Member) -> dict[str, Any]:
    return (
        _asks("address", "has_any", [value])
        if "@" in value
        else _asks("customer", "contains", value)
    )


def recipient(value: str, reader: Member) -> list[Term]:
    """By which address of ours it came."""
    ours = Channel.objects.filter(address__icontains=value).values_list("pk", flat=True)
    return marks.any_of("to", [*ours[:100]] or [""])


def before(value: str, reader: Member) -> Q:
    return Q(created_at__lt=_moment(value))


def after(value: str, reader: Member) -> Q:
    return Q(created_at__gte=_moment(value))


def before_said(value: str, reader: Member) -> dict[str, Any]:
    return _asks("created", "before", _moment(value).isoformat())


def after_said(value: str, reader: Member) -> dict[str, Any]:
    return _asks("created", "after", _moment(value).isoformat())


def has(value: str, reader: Member) -> list[Term]:
    if value.lower() not in {"attachment", "attachments", "file", "첨부", "파일"}:
        raise NotUnderstood(_("“has:” knows attachment alone."))
    return [Term(marks.FILES)]


def has_said(value: str, reader: Member) -> bool:
    return bool(has(value, reader))


def being(value: str, reader: Member) -> Q:
    """is:unread, is:read; and in Korean whether it was read, 읽음:아니요."""
    news = where_unread(reader.pk, timezone.now())
    return news if _is_unread(value, reader) else ~news


def _is_unread(value: str, reader: Member) -> bool:
    word = "".join(value.lower().split())
    if word not in _READ | _UNREAD:
        raise NotUnderstood(_("“is:” knows unread and read alone."))
    return word in _UNREAD


def _named(rows: QuerySet[Any], value: str, *fields: str) -> list[int | None]:
    meant = Q()
    for name in fields:
        meant |= Q(**{f"{name}__icontains": value})
    found: list[int | None] = list(rows.filter(meant).values_list("pk", flat=True)[:100])
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
    _field(("status", "상태"), "status", status),
    _field(("priority", "우선순위"), "priority", _one_of(Priority)),
    _field(("kind", "종류", "유형"), "kind", _one_of(Kind)),
    Field(("channel", "경로"), marks=channel, said=_says("channel", "in", _one_of(Source))),
    _field(("assignee", "담당"), "assignee", assignee),
    _field(("team", "팀"), "team", team),
    Field(("brand", "브랜드"), brand, said=_says("brand", "in", brands)),
    Field(
        ("tag", "태그"), marks=tag, said=_says("tags", "has_any", lambda value, _reader: [value])
    ),
    Field(("from", "보낸사람", "고객"), marks=sender, said=sender_said),
    belonging("requester__organization"),
    Field(("to", "받는사람"), marks=recipient),
    Field(
        ("before", "이전"),
        before,
        lambda value, _reader: marks.until(_moment(value)),
        before_said,
    ),
    Field(
        ("after", "since", "이후"),
        after,
        lambda value, _reader: marks.since(_moment(value)),
        after_said,
    ),
    Field(("has", "있음"), marks=has, said=_says("attachment", "is", has_said)),
    Field(("is", "읽음"), being, said=_says("unread", "is", _is_unread)),
)
