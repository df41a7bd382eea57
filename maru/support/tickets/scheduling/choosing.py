"""When an answer leaves: what the menu beside the send button offers, and what somebody types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext as _

from maru.kit.text.moments import LONGEST
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.support.tickets.choices import Status
from maru.support.tickets.snoozing.choosing import moment_for, until

__all__ = ["Later", "Offer", "later_in", "later_offers", "until"]


# What a ticket may become when an answer leaves.
LATER_STATUSES = [Status.PENDING, Status.OPEN, Status.ON_HOLD, Status.SOLVED]


@dataclass(frozen=True)
class Later:
    """What the composer says: when, in words or as an ISO time, and the status then, '' for
    what its button says."""

    send_at: str
    later_then: str


def later_in(fields: QueryDict) -> Later | None:
    """Return when ``fields`` want an answer to leave; None for at once.

    Words that stand in the field count whatever was pressed: what waits can be sent, what has
    left cannot be called back. Of several times that which was pressed last counts.
    """
    given = [fields.get(name, "").strip() for name in ("send_at", "send_words", "send_at_asked")]
    when = next(filter(None, given), "")
    if not when and "send_later" in fields:
        when = "?"  # the button without words: refused with an example
    then = [each for each in fields.getlist("later_then") if each in LATER_STATUSES]
    return Later(when[:LONGEST], then[-1] if then else "") if when else None


@dataclass(frozen=True)
class Offer:
    label: str
    at: datetime


def later_offers(member: Member, brand: Brand, now: datetime) -> list[Offer]:
    """Return what the menu offers, each moment once. One query unless the calendar is loaded."""
    wanted = [
        (_("In 1 hour"), moment_for("1시간 뒤", member, brand, now)),
        (_("When we open next"), next_opening(brand, now)),
        (_("Tomorrow at 9"), moment_for("내일 오전 9시", member, brand, now)),
        (_("Next Monday at 9"), moment_for("다음 주 월요일 오전 9시", member, brand, now)),
    ]
    shown: dict[datetime, Offer] = {}
    for label, at in wanted:
        if at is not None:
            full = at.replace(second=0, microsecond=0)
            shown.setdefault(full, Offer(label, full))
    return list(shown.values())


def next_opening(brand: Brand, now: datetime) -> datetime | None:
    """Return when the brand's next office hours begin: not those that last; None without any."""
    calendar = brand.calendar
    if calendar is None:
        return None
    opening = calendar.next_opening(now)
    if opening != now:
        return opening
    here = now.astimezone(ZoneInfo(calendar.time_zone))
    tomorrow = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
    return calendar.next_opening(tomorrow)


def is_closed_at(brand: Brand, at: datetime) -> bool:
    """Return whether nobody is there when it leaves, as far as the office hours say."""
    return brand.calendar is not None and not brand.calendar.is_open_at(at)
