"""What macros did, in the history of the ticket."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.support.tickets.telling import Names


def used(event: Event, names: Names) -> tuple[str, str]:
    """Return topic and text of a ``ticket.macro``."""
    did: Any = event.after if isinstance(event.after, dict) else {}
    return _("Macro"), ", ".join(str(macro.get("name", "")) for macro in did.get("macros", []))


def undone(event: Event, names: Names) -> tuple[str, str]:
    """Return topic and text of a ``ticket.macro_undone``."""
    was: Any = event.before if isinstance(event.before, dict) else {}
    return _("Macro taken back"), str(was.get("name", ""))
