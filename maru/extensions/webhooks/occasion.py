from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Occasion(models.TextChoices):
    """What an endpoint may hear of. The value is the verb of the event, and the type of what is
    told."""

    OPENED = "ticket.opened", _("A new ticket")
    RECEIVED = "ticket.received", _("A customer writes")
    REPLIED = "ticket.replied", _("The customer is answered")
    NOTED = "ticket.noted", _("An internal note, with its words")
    STATUS = "ticket.status", _("The status changes")
    ASSIGNED = "ticket.assigned", _("The assignee changes")
    TEAM = "ticket.team", _("The team changes")
    PRIORITY = "ticket.priority", _("The priority changes")
    KIND = "ticket.kind", _("The kind changes")
    SUBJECT = "ticket.subject", _("The subject changes")
    TAGS = "ticket.tags", _("Tags change")
    FIELD = "ticket.field", _("A field of yours changes")
    REQUESTER = "ticket.requester", _("The requester changes")
    MERGED = "ticket.merged", _("A ticket is merged into another")
    SPAM = "ticket.spam", _("A ticket is spam, or is none")


SAYING = {Occasion.OPENED, Occasion.RECEIVED, Occasion.REPLIED, Occasion.NOTED}
USUAL = [Occasion.OPENED, Occasion.RECEIVED, Occasion.REPLIED, Occasion.STATUS]

# An answer that is taken back before it left: who heard of the one hears of the other (0310).
TAKEN_BACK = "ticket.taken_back"
BY_HAND = "ticket.told"  # a macro or a rule tells it
VERBS = {*Occasion.values, TAKEN_BACK}


def occasion_of(verb: str) -> str:
    """Return the choice that an event of this verb belongs to."""
    return Occasion.REPLIED.value if verb == TAKEN_BACK else verb


def in_words(happening: str) -> str:
    """Return what a call is about, in the reader's language."""
    if happening in Occasion.values:
        return str(Occasion(happening).label)
    if happening == TAKEN_BACK:
        return str(_("An answer is taken back before it left"))
    return str(_("Told by a macro or a rule") if happening == BY_HAND else _("Trial"))
