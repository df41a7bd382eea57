"""Routing in words: what the history tells, why something waits."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from maru.staff.journal.models import Event
from maru.support.routing.choices import OUTS, Because
from maru.support.tickets.telling import Names


def queued(event: Event, names: Names) -> tuple[str, str]:
    because = (event.after or {}).get("because", "")
    why = str(Because(because).label) if because in Because.values else ""
    return _("Put into the queue"), why


def offered(event: Event, names: Names) -> tuple[str, str]:
    return _("Offered"), str((event.after or {}).get("name", ""))


def passed(event: Event, names: Names) -> tuple[str, str]:
    told = event.after or {}
    because = told.get("because", "")
    why = str(Because(because).label) if because in Because.values else ""
    return _("Offer ended"), " · ".join(filter(None, (str(told.get("name", "")), why)))


def outs_in_words(outs: Mapping[str, int]) -> str:
    """Say why nobody has it: «3 full · 2 away»; "" for nothing."""
    parts = [f"{OUTS.get(out, out)} {many}" for out, many in sorted(outs.items())]
    return " · ".join(parts)
