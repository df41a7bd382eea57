"""Whether a page that is open is to make a sound of what its reader is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from maru.staff.members.models import Member
from maru.staff.members.personal.preferring import Sounds
from maru.staff.members.personal.quiet import is_quiet
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason

LATELY = timedelta(seconds=30)
NAMING = [Reason.MENTIONED, Reason.ASKED]


def is_heard(member: Member, now: datetime) -> bool:
    """Return whether something just came that ``member`` wants to hear of, has not read meanwhile,
    and is not to be quiet about. One query at most."""
    if member.sounds == Sounds.NONE or is_quiet(member, now):
        return False
    rows = Notification.objects.visible_to(member).unread().filter(created_at__gte=now - LATELY)
    if member.sounds == Sounds.NAMED:
        rows = rows.filter(reason__in=NAMING)
    return rows.exists()
