"""What is promised, how each ticket stands to it, and what is to be worked out anew."""

from maru.support.servicelevels.clock import Clock
from maru.support.servicelevels.level import ServiceLevel
from maru.support.servicelevels.recount import Recount
from maru.support.servicelevels.touched import Touched

__all__ = ["Clock", "Recount", "ServiceLevel", "Touched"]
