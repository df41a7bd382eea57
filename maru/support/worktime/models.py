"""Work that was measured, and until when each member's was."""

from maru.support.worktime.beating import Pulse
from maru.support.worktime.work import Work

__all__ = ["Pulse", "Work"]
