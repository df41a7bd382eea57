"""When a member is left alone: what comes then stands in the desk and is not pushed."""

from __future__ import annotations

from datetime import datetime

from maru.staff.members.models import Member


def is_quiet(member: Member, at: datetime) -> bool:
    """Return whether ``member`` wants no sign of anything at ``at``."""
    return False
