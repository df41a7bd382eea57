"""What filters did, in the history of the ticket."""

from __future__ import annotations

from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.support.tickets.choices import Priority
from maru.support.tickets.telling import Names


def filtered(event: Event, names: Names) -> tuple[str, str]:
    """Return topic and text of a ``ticket.filtered``."""
    did = event.after if isinstance(event.after, dict) else {}
    if did.get("by") == "blocked":
        return _("Spam"), _("%(value)s is blocked") % {"value": did.get("value", "")}
    if did.get("by") == "upstream":
        return _("Spam"), _("another server said: %(words)s") % {"words": did.get("says", "")}
    words = [_("to the spam")] if did.get("spam") else []
    words += [f"+{tag}" for tag in did.get("tags", [])]
    if did.get("team"):
        words.append(_("team chosen"))
    if did.get("priority") in Priority.values:
        words.append(str(Priority(did["priority"]).label))
    return _("Filter “%(name)s”") % {"name": did.get("name", "")}, ", ".join(words)
