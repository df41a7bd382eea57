"""What is planned of members: their usual week, dates that are otherwise, absences."""

from maru.staff.shifts.absence import Absence
from maru.staff.shifts.pattern import ShiftPattern
from maru.staff.shifts.shift_day import ShiftDay

__all__ = ["Absence", "ShiftDay", "ShiftPattern"]
