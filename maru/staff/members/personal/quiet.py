"""Quiet hours: who notifies a member asks here first, whatever the way."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from maru.staff.company.calendar import WEEKDAYS

if TYPE_CHECKING:
    from maru.staff.members.member import Member

MOST = 20  # stretches of quiet that follow on one another: a week of days and nights


def is_quiet(member: Member, at: datetime) -> bool:
    """Return whether ``member`` wants no sound, no push and no mail at ``at`` (aware).

    True within the quiet hours and days they chose, by the clock of their time zone, and while
    they are on a break. Asked by whoever is about to make a noise: a sound, a browser push, mail
    about tickets. What is only shown, such as the line behind the bell, is shown all the same; a
    team's chat channel is no one member's. A push that falls into it is left out, not sent later:
    the bell tells of it. Mail waits until it ends. Costs no query.
    """
    return member.is_on_break_at(at) or _end(member, at) is not None


def quiet_until(member: Member, at: datetime) -> datetime:
    """Return when the quiet hours end in which ``at`` lies; ``at`` itself outside of them.

    A break does not count: nobody knows how long it takes. Costs no query.
    """
    for _stretch in range(MOST):
        end = _end(member, at)
        if end is None:
            break
        at = end
    return at


def _end(member: Member, at: datetime) -> datetime | None:
    """Return the end of one stretch of quiet around ``at``, None where there is none."""
    if not member.has_quiet_hours:
        return None
    here = at.astimezone(ZoneInfo(member.time_zone))
    if WEEKDAYS[here.weekday()] in member.quiet_days:
        return _moment(here, time(), days=1)
    begins, ends, now = member.quiet_from, member.quiet_to, here.time()
    if begins <= ends:
        return _moment(here, ends) if begins <= now < ends else None
    if now >= begins:
        return _moment(here, ends, days=1)
    return _moment(here, ends) if now < ends else None


def _moment(here: datetime, clock: time, *, days: int = 0) -> datetime:
    return datetime.combine(here.date() + timedelta(days=days), clock, here.tzinfo)
