"""What somebody should look at before an answer leaves. They may send it all the same (0342)."""

from maru.support.tickets.doubts import rules
from maru.support.tickets.doubts.doubt import DOUBTS, Answer, Doubt, doubts_about

__all__ = ["DOUBTS", "Answer", "Doubt", "doubts_about", "rules"]
