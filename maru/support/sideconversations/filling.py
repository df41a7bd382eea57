"""Placeholders beside a ticket: filled as in an answer, but only for whoever sees the ticket."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.kit.refusing.refusal import Refusal
from maru.kit.text.placeholders import UnknownPlaceholder
from maru.kit.written import Written
from maru.staff.members.models import Member
from maru.support.tickets.composing import filled, left_empty
from maru.support.tickets.models import Ticket


def filled_for(said: Written, ticket: Ticket, by: Member) -> Written:
    """Return ``said`` with its placeholders filled. To who does not see the ticket they are words
    like any: what stands for them would tell of its customer.

    Raises Refusal for one that does not exist, and for one without a value: nobody who is asked
    shall get a gap.
    """
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        return said
    try:
        empty = left_empty(said, ticket, by)
    except UnknownPlaceholder as unknown:
        words = _("There is no placeholder %(name)s. Correct it, or take it out.")
        name = "{{" + unknown.name + "}}"
        raise Refusal(422, "unknown_placeholder", words % {"name": name}) from None
    if empty:
        words = _("There is no value for %(names)s. Write it, or give it a word like %(example)s.")
        named = ", ".join("{{" + name + "}}" for name in empty)
        example = "{{" + empty[0] + "|…}}"
        raise Refusal(422, "empty_placeholder", words % {"names": named, "example": example})
    return filled(said, ticket, by)
