"""An address outside, what it is to be told, and each try."""

from maru.kit.webhooks.call import Attempt, Call
from maru.kit.webhooks.webhook import Webhook

__all__ = ["Attempt", "Call", "Webhook"]
