"""What is wrong with written hours, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.staff.shifts.hours import MOST


def no_hours(code: str) -> str:
    """Return the sentence for a NoHours."""
    match code:
        case "empty":
            return _("This begins and ends at the same time.")
        case "overlap":
            return _("These times overlap.")
        case "impossible":
            return _("There is no such time: a day goes from 00:00 to 24:00.")
        case "many":
            return _("At most %s of them a day.") % MOST
        case "outside":
            return _("A break must lie within a shift.")
        case "idle":
            return _("Nothing is left of this shift but breaks.")
    return _("Write times like this: 09:00~18:00, or 22:00~06:00 over midnight.")
