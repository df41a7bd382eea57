"""A night in which somebody wants quiet, and its end."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from maru.staff.members.models import Member

NIGHT = datetime(2026, 12, 1, 23, tzinfo=ZoneInfo("Asia/Seoul"))


def quiet_night(member: Member) -> datetime:
    """Have ``member`` want quiet from ten to ten; return a moment within."""
    Member.objects.filter(pk=member.pk).update(
        has_quiet_hours=True, quiet_from=time(22), quiet_to=time(10)
    )
    member.refresh_from_db()
    return NIGHT


def quiet_over() -> datetime:
    return NIGHT + timedelta(hours=11)
