"""The chain of a ticket as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.escalations.models import Escalation, EscalationPath
from maru.support.servicelevels.spans import said_seconds
from maru.support.servicelevels.targets import State
from maru.support.tickets.choices import Status, label_of
from maru.support.tickets.models import Ticket


def chain_of(ticket: Ticket) -> list[Escalation]:
    """Return every escalation of ``ticket``, the first first. One query."""
    return list(Escalation.objects.filter(ticket=ticket).loaded().order_by("id"))


@dataclass(frozen=True)
class Chain:
    """What the panel shows: ``lines`` of what is open, the newest first, and what is ``over``."""

    lines: list[Line]
    over: list[Line]
    is_offered: bool  # there are paths, so that it can be handed up at all

    @property
    def is_there(self) -> bool:
        return bool(self.lines or self.over or self.is_offered)

    @property
    def newest(self) -> Escalation | None:
        """What was done last of what is open: what a list shows."""
        return self.lines[0].row if self.lines else None


def panel(ticket: Ticket, member: Member) -> dict[str, Any]:
    """For escalations/_chain.html. Costs as ``chain``."""
    return {"ticket": ticket, "chain": chain(ticket), "may_change": member.can(Power.CHANGE)}


def chain(ticket: Ticket) -> Chain:
    """Return what the panel shows. One query for most tickets, which never were escalated."""
    paths = EscalationPath.objects.for_ticket(ticket)
    here = Ticket.objects.filter(pk=ticket.pk)
    was_up = Exists(Escalation.objects.filter(ticket=OuterRef("pk")))
    is_up, is_offered = here.values_list(was_up, Exists(paths)).get()
    rows = chain_of(ticket) if is_up else []
    for row in rows:
        row.ticket = ticket
    on_top = next((r.pk for r in reversed(rows) if not r.is_over and not r.is_asked), None)
    lines = [Line(row, is_on_top=row.pk == on_top) for row in reversed(rows)]
    return Chain(
        [line for line in lines if not line.row.is_over],
        [line for line in lines if line.row.is_over],
        is_offered and not ticket.is_done,
    )


@dataclass(frozen=True)
class Line:
    """One escalation in words. ``is_on_top``: its level has the ticket now."""

    row: Escalation
    is_on_top: bool = False

    @property
    def icon(self) -> str:
        return {"team": "up", "department": "users", "vendor": "truck"}.get(self.row.way, "up")

    @property
    def colour(self) -> str:
        row = self.row
        if row.is_over:
            return ""
        if row.is_late:
            return "bad"
        if row.is_answered:
            return "good"
        return "warn" if row.is_soon or row.is_waiting else "info"

    @property
    def state(self) -> str:
        row = self.row
        if row.is_over:
            return row.get_outcome_display()
        if row.is_late:
            return _("overdue")
        if row.is_asked:
            return (
                pgettext("escalation", "answered")
                if row.is_answered
                else pgettext("escalation", "asked")
            )
        if row.is_waiting:
            return _("not taken yet")
        return pgettext("escalation", "paused") if row.state == State.PAUSED else _("in work")

    @property
    def moment(self) -> datetime | None:
        """The time that the line shows: when it is due, or when it was over."""
        return self.row.closed_at or self.row.promised_at

    @property
    def answers(self) -> str:
        """Say who answers for it."""
        row = self.row
        words = _("%(name)s answers for it.")
        if row.is_waiting:
            words = _("%(name)s answers for it until somebody at “%(level)s” takes it.")
        return words % {"name": row.owner, "level": row.name}

    @property
    def stands(self) -> str:
        """Say how its time stands, '' where the moment says all."""
        row = self.row
        left = {"left": said_seconds(row.left)}
        if row.is_over or row.is_late:
            return ""
        if row.is_answered:
            return _("Answered: %(left)s are left if you ask on.") % left
        if row.state == State.PAUSED:
            status = label_of(Status, row.ticket.status)
            return _("Stands still: the status is %(status)s. %(left)s left.") % {
                "status": status, **left
            }  # fmt: skip
        return ""
