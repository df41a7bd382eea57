"""Later work: rows are the truth, the bell only says "look now", a sweep looks anyway."""

from maru.kit.jobs.sweeps import Sweep, sweep, sweeps

__all__ = ["Sweep", "sweep", "sweeps"]
