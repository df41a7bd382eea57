"""Who may read what a program was told: who sees the ticket."""

from __future__ import annotations

import json
from typing import Any

from maru.kit.webhooks.bodies.plain import Plain
from maru.kit.webhooks.models import Call
from maru.staff.members.models import Member
from maru.support.tickets.models import Ticket

SHOWN = 40_000  # characters of a body


def ticket_of(call: Call) -> int | None:
    """Return the number of the ticket that ``call`` is about; None for a trial."""
    number = call.announcement["data"].get("ticket", {}).get("number")
    return number if isinstance(number, int) else None


def may_read(call: Call, member: Member) -> bool:
    """Return whether ``member`` sees what it is about. Costs a query; none for a trial."""
    number = ticket_of(call)
    return number is None or Ticket.objects.visible_to(member).filter(pk=number).exists()


def readable(call: Call, member: Member) -> dict[str, Any] | None:
    """Return what is told; None where ``member`` does not see the ticket. Costs as ``may_read``."""
    return call.announcement["data"] if may_read(call, member) else None


def body_of(call: Call) -> str:
    """Return the beginning of what is sent, for people to read."""
    sent = json.loads(Plain().write(call.content, ident=call.ident, again=False))
    return json.dumps(sent, ensure_ascii=False, indent=2)[:SHOWN]
