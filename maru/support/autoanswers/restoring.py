"""After a restore: what was about to be answered then may have been answered since."""

from __future__ import annotations

from datetime import datetime

from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.support.autoanswers.auto_answer import AnswerState, Why
from maru.support.autoanswers.models import AutoAnswer

RESTORED = "restored"  # in an envelope's transport: it comes out of a backup unopened


def silence(made_at: datetime) -> int:
    """Answer nothing by itself that came in before the backup; return how much that is."""
    unopened = list(Envelope.objects.filter(state=EnvelopeState.RECEIVED))
    for envelope in unopened:
        envelope.transport[RESTORED] = True
    Envelope.objects.bulk_update(unopened, ["transport"], batch_size=500)
    waiting = AutoAnswer.objects.filter(state=AnswerState.WAITING)
    silenced = waiting.update(state=AnswerState.WITHHELD, why=Why.RESTORED, due_at=None)
    return silenced + len(unopened)
