from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maru.staff.journal.models import Event
from maru.support.shielding.abuse import Kind, Step
from maru.support.tickets.telling import Names

ABUSIVE = gettext_lazy("Abusive message")
VERBS = ["ticket.abused", "ticket.abuse_dismissed", "ticket.abuse_step"]


def told(event: Event, _names: Names) -> tuple[str, str]:
    after = event.after or {}
    if event.verb == "ticket.abuse_step":
        step = str(Step(after["step"]).label)
        return str(ABUSIVE), f"{step}: {after['to']}" if after.get("to") else step
    kinds = ", ".join(str(Kind(kind).label) for kind in after.get("kinds", []))
    if event.verb == "ticket.abuse_dismissed":
        return str(ABUSIVE), _("said to be none (%(kinds)s)") % {"kinds": kinds}
    return str(ABUSIVE), kinds
