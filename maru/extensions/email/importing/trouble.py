"""Why an import stopped, as a code that is stored and in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from maru.extensions.email.imap import trouble as of_mailboxes

WORDS: dict[str, str | Promise] = {
    "gone": _("The file or folder cannot be read by Maru any more. Import it again: what came in "
              "already is not doubled."),
    "zip": _("The zip file is damaged, or packed in a way that Maru cannot open."),
    "nothing": _("There is no mail in it. Maru reads mbox files, single mails (.eml) and zip "
                 "files of both."),
    "mailbox": _("The mail account is no longer connected."),
    "disk": _("The disk is full. The import goes on by itself once there is room."),
    "database": _("The database does not answer. The import goes on by itself."),
    "failed": _("It stopped with an error that Maru has no words for."),
}  # fmt: skip


def in_words(code: str) -> str | Promise:
    """Return the sentence for a code, '' for ''."""
    return WORDS.get(code) or of_mailboxes.in_words(code)
