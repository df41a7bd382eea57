"""The levels that tickets are handed up to, and each time that one was."""

from maru.support.escalations.escalation import Escalation
from maru.support.escalations.level import EscalationLevel
from maru.support.escalations.path import EscalationPath

__all__ = ["Escalation", "EscalationLevel", "EscalationPath"]
