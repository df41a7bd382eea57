"""What kept a mail from going out where it was Maru itself that kept it: as stored, and in words.

What a server said is not ours to translate; these we said ourselves.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNCHECKED = "a file of it was not checked for viruses yet"
ENDED_BEFORE = "the worker ended before handing over"
ENDED_WHILE = "the worker ended while handing over"


def carries(virus: str) -> str:
    """Return what is stored of a mail that is not sent for its virus."""
    return f"a file of it carries a virus: {virus}"


def restored(made_at: str) -> str:
    """Return what is stored of a mail that a backup of ``made_at`` (UTC) had as unsent."""
    return f"restored from the backup of {made_at} UTC: it may have been sent since"


WORDS: list[tuple[re.Pattern[str], str | Promise]] = [
    (
        re.compile(re.escape(carries("")) + "(?P<virus>.+)"),
        _("A file of it carries a virus (%(virus)s), so it is not sent."),
    ),
    (
        re.compile(re.escape(UNCHECKED)),
        _("A file of it is not checked for viruses yet. It goes out in some minutes all the same."),
    ),
    (
        re.compile(re.escape(ENDED_BEFORE)),
        _("Maru stopped before it was handed over. It is sent by itself."),
    ),
    (
        re.compile(re.escape(ENDED_WHILE)),
        _("Maru stopped while it was handed over, so nobody knows whether it went out."),
    ),
    (
        re.compile(re.escape(restored("@")).replace("@", "(?P<made_at>.+)")),
        _("Maru was restored from the backup of %(made_at)s (UTC). It may have been sent since."),
    ),
]


def own_words(error: str) -> str:
    """Return the sentence for an error that Maru itself wrote, "" for what others said."""
    for pattern, sentence in WORDS:
        if found := pattern.fullmatch(error):
            return str(sentence) % found.groupdict()
    return ""
