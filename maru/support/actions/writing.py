"""What a text that is kept for later may say: every placeholder in it must be one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from maru.kit.text.placeholders import unknown
from maru.staff.members.models import Member
from maru.support.actions.deeds.tagging import is_text
from maru.support.tickets.placeholders import by_name, offered_to

LONGEST = 20_000  # characters


class BadText(ValueError):
    """The message says what is wrong with it, in the user's language."""


def checked(given: Any, by: Member) -> str:
    """Return the text as it is kept. Raises BadText. Costs as ``offered_to``."""
    if not is_text(given):
        raise BadText(_("This is no text."))
    text: str = given.replace("\r\n", "\n").rstrip()
    if len(text) > LONGEST:
        raise BadText(_("At most %(num)s characters.") % {"num": f"{LONGEST:,}"})
    if name := next(unknown(text, by_name(offered_to(by))), ""):
        words = _("There is no placeholder %(name)s. Correct it, or take it out.")
        raise BadText(words % {"name": "{{" + name + "}}"})
    return text
