"""What is not as it should be, until it is again (D18)."""

from maru.staff.alarms.alarm import Alarm
from maru.staff.alarms.dismissal import Dismissal

__all__ = ["Alarm", "Dismissal"]
