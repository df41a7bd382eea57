"""Subjects of mails, and the marks that mail programs put before them."""

from __future__ import annotations

import re
import unicodedata

# Re:, RE[2]:, Fwd:, and the words Korean, Japanese and German mail programs use.
_MARKS = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|sv|답장|답신|답변|회신|전달|返信|転送)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)


def is_marked(subject: str) -> bool:
    """Return whether the subject says of itself that it answers or forwards something."""
    return _MARKS.match(subject) is not None


def bare_subject(subject: str) -> str:
    """Return the subject without reply and forward marks: "RE: 회신: 환불" becomes "환불"."""
    subject = unicodedata.normalize("NFC", subject)
    marks = _MARKS.match(subject)
    return subject[marks.end() if marks else 0 :].strip()
