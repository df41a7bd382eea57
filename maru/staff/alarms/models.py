"""What is not as it should be, until it is again (D18)."""

from maru.staff.alarms.alarm import Alarm

__all__ = ["Alarm"]
