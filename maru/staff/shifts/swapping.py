"""Two members have each other's shifts on one date."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.event import Actor
from maru.staff.members.models import Member
from maru.staff.shifts.holding import hold
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.shift_day import DayKind, ShiftDay


class SwapRefused(Refusal):
    """There is nothing to swap, or not with them."""


def swap(one: Member, other: Member, day: date, *, by: Actor, note: str = "") -> None:
    """Give each the shifts of the other on ``day``; who had none is free in turn, so that a swap
    with somebody who is free lets them stand in. Raises SwapRefused."""
    if one == other:
        raise SwapRefused(422, "same", _("Choose somebody else to swap with."))
    with transaction.atomic():
        keys = [one.pk, other.pk]
        hold(keys)
        roster = Roster(keys, day, day)
        mine, theirs = roster.on(one.pk, day), roster.on(other.pk, day)
        if mine.zone != theirs.zone:
            words = _("Their shifts are in another time zone; give each their hours by hand.")
            raise SwapRefused(422, "time_zone", words)
        if mine.hours == theirs.hours:
            words = _("Both have the same hours that day: there is nothing to swap.")
            raise SwapRefused(422, "same_hours", words)
        for member, gets, partner in ((one, theirs, other), (other, mine, one)):
            ShiftDay.put(
                member, day, DayKind.SWAP, gets.hours, by=by, note=note, partner=partner
            )  # fmt: skip
