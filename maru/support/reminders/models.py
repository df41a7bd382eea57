"""What is to be looked at again, and when."""

from maru.support.reminders.reminder import Reminder

__all__ = ["Reminder"]
