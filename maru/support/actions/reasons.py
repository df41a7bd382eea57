"""Why something is not done to a ticket, or stayed when it was taken back."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words: dict[str, str | Promise] = {
    "done": _("Solved or closed, so there is nothing to put off"),
    "merged": _("Merged into another ticket"),
    "unfit": _("The assignee does not work for its brand or private team"),
    "fields_missing": _("A field that is needed to solve it is empty"),
    "no_field": _("Its brand does not have this field, or it does not take this any more"),
    "other_brand": _("The one it is to point to is of another brand"),
    "gone": _("The team is gone"),
    "unseen": _("Not to be seen by you any more"),
    "not_allowed": _("Your role does not allow this"),
    "unreadable": _("What it names is gone, or not for you"),
    "no_channel": _("Its brand has no mailbox to answer by"),
    "no_address": _("The customer has no e-mail address"),
    "since": _("Changed by somebody since"),
}


def reason_with(code: str, words: str | Promise) -> None:
    """Register the words of a refusal's code: of an app whose deeds refuse."""
    _words[code] = words


def reason_in_words(code: str) -> str:
    return str(_words.get(code, _("It cannot be changed like this")))
