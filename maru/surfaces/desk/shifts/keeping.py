from __future__ import annotations

from django.db import transaction

from maru.staff.members.models import Member
from maru.staff.shifts.forms import AbsenceForm, PatternForm
from maru.staff.shifts.holding import hold


def is_kept(form: AbsenceForm | PatternForm, *, by: Member) -> bool:
    """Save it, unless something is wrong; what others plan of the same member waits meanwhile."""
    with transaction.atomic():
        hold([form.instance.member_id])
        if not form.is_valid():
            return False
        form.save_by(by)
    return True
