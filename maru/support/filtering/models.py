"""What keeps unwanted mail from the agents."""

from maru.support.filtering.blocked_sender import BlockedSender
from maru.support.filtering.mail_filter import Filter

__all__ = ["BlockedSender", "Filter"]
