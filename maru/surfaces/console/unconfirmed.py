"""What was sent by a web form, for colleagues to judge before its address is confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from maru.extensions.webform.letter import Letter
from maru.extensions.webform.models import Submission
from maru.records.channels.models import Envelope


@dataclass(frozen=True)
class SentByForm:
    submission: Submission
    letter: Letter


def sent_by_form(envelope: Envelope) -> SentByForm | None:
    """Return what an envelope of a web form holds; None for mail, and when its bytes are gone.

    Load ``submission`` with the envelope. Reads a blob.
    """
    submission: Submission | None = getattr(envelope, "submission", None)
    if submission is None:
        return None
    submission.envelope = envelope
    try:
        return SentByForm(submission, submission.letter)
    except (OSError, ValueError, KeyError, TypeError):
        return None
