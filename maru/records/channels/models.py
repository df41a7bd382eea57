"""Ways in and out, and everything that travels on them."""

from maru.records.channels.channel import Channel
from maru.records.channels.delivery import Delivery
from maru.records.channels.envelope import Envelope
from maru.records.channels.pieced import MailPiece, PiecedMail

__all__ = ["Channel", "Delivery", "Envelope", "MailPiece", "PiecedMail"]
