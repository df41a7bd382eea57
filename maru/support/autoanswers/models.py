"""What a brand says by itself, and whom it said it to."""

from maru.support.autoanswers.answered_address import AnsweredAddress
from maru.support.autoanswers.auto_answer import AutoAnswer
from maru.support.autoanswers.brake import SentByItself
from maru.support.autoanswers.wording import Wording

__all__ = ["AnsweredAddress", "AutoAnswer", "SentByItself", "Wording"]
