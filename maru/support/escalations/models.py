"""The levels that tickets are handed up to, and each time that one was."""

from maru.support.escalations.escalation import Escalation
from maru.support.escalations.paths.level import EscalationLevel
from maru.support.escalations.paths.path import EscalationPath

__all__ = ["Escalation", "EscalationLevel", "EscalationPath"]
