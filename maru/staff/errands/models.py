"""Long work that a member asked for: how far it is, and how it ended."""

from maru.staff.errands.errand import Errand

__all__ = ["Errand"]
