"""What somebody handed over, and ticket by ticket what they said of it."""

from maru.support.handovers.handover import Handover
from maru.support.handovers.part import HandoverPart

__all__ = ["Handover", "HandoverPart"]
