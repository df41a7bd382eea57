"""What a mail server before us says about a mail, in the headers that it adds.

Anybody may write these headers. That one calls oneself spam harms nobody else;
that one says "no spam" is never believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SCL = 5  # Microsoft's level from which mail is spam
_YES = re.compile(r"yes\b|true\b", re.IGNORECASE)
_FOREFRONT_SCL = re.compile(r"(?:^|;)\s*SCL:(\d{1,2})\s*(?:;|$)")
_SPAM_VERDICTS = re.compile(r"(?:^|;)\s*SFV:(?:SPM|SKB)\s*(?:;|$)")


def spam_said(fields: Iterable[tuple[str, str]]) -> str:
    """Return the header that calls the mail spam, "X-Spam-Flag: YES"; '' if none does.

    Read are SpamAssassin's, rspamd's (X-Spam) and Microsoft's.
    """
    for name, value in fields:
        if _says_spam(name.lower(), value.strip()):
            return f"{name}: {value.strip()}"[:200]
    return ""


def _says_spam(name: str, value: str) -> bool:
    if name in {"x-spam-flag", "x-spam-status", "x-spam"}:
        return bool(_YES.match(value))
    if name == "x-ms-exchange-organization-scl":
        return value.isdecimal() and len(value) <= 2 and int(value) >= SCL
    if name == "x-forefront-antispam-report":
        level = _FOREFRONT_SCL.search(value)
        return bool(_SPAM_VERDICTS.search(value) or (level and int(level[1]) >= SCL))
    return False
