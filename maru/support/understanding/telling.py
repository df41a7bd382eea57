from __future__ import annotations

from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.support.tickets.telling import Names
from maru.support.understanding.facet import Facet, FacetName
from maru.support.understanding.values import words_of

JUDGED = "ticket.understood_judged"


def judged(event: Event, _names: Names) -> tuple[str, str]:
    """Return what somebody said of a guess, as the history of a ticket tells it."""
    after = event.after or {}
    facet = Facet.of(after["facet"])
    topic = _("Looks like: %(facet)s") % {"facet": FacetName(facet.name).label}
    value = words_of(facet, after["value"])
    if after["verdict"] == "right":
        return topic, _("%(value)s is right") % {"value": value}
    if after["verdict"] == "wrong" and after["right"]:
        right = words_of(facet, after["right"])
        return topic, _("not %(value)s, but %(right)s") % {"value": value, "right": right}
    if after["verdict"] == "wrong":
        return topic, _("%(value)s is wrong") % {"value": value}
    return topic, _("%(value)s: taken back") % {"value": value}
