"""What a line says of a scheduled answer that did not leave."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.tickets.scheduling.scheduled import Because


def texts_of(events: Sequence[Event], member: Member) -> dict[int, str]:
    """Return event -> why it is held, or who took it over."""
    return {event.pk: _text(event) for event in events}


def _text(event: Event) -> str:
    if event.verb == "ticket.answer_unscheduled":
        return _("%(who)s took it over as a draft") % {"who": event.actor_name}
    because = str((event.after or {}).get("because", ""))
    return str(Because(because).label) if because in Because.values else ""
