"""The clocks of a ticket as its page shows them: each explains itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from maru.staff.company.models import Calendar
from maru.support.servicelevels.models import Clock
from maru.support.servicelevels.spans import said_seconds, said_span
from maru.support.servicelevels.targets import State
from maru.support.tickets.choices import Status, label_of
from maru.support.tickets.models import Ticket

ORDER = {State.BREACHED: 0, State.RUNNING: 1, State.PAUSED: 2}


def clocks_of(ticket: Ticket) -> list[Clock]:
    """Return its clocks, those that run first, the most urgent first. One query."""
    rows = Clock.objects.filter(ticket=ticket).select_related("level__calendar")
    return sorted(rows.most_urgent_first(), key=lambda each: (not each.is_open, _rank(each)))


def _rank(clock: Clock) -> tuple[int, float]:
    promised = clock.promised_at.timestamp() if clock.promised_at else float("inf")
    return ORDER.get(State(clock.state), 3), promised


def panel(ticket: Ticket) -> dict[str, Any]:
    """For servicelevels/_panel.html. One query, and one more for the brand's office hours."""
    return {"ticket": ticket, "clocks": lines_of(ticket)}


def lines_of(ticket: Ticket) -> list[Line]:
    return [Line(clock, ticket) for clock in clocks_of(ticket)]


class Line:
    """One clock in words."""

    def __init__(self, clock: Clock, ticket: Ticket) -> None:
        self.clock, self.ticket = clock, ticket
        self.now = timezone.now()

    @property
    def colour(self) -> str:
        """As chips have it: bad once missed and still open, warn when nearly due."""
        if self.clock.is_late and self.clock.is_open:
            return "bad"
        if self.clock.state == State.RUNNING:
            return "warn" if self.clock.is_soon else "info"
        return "good" if self.clock.state == State.MET else ""

    @property
    def state(self) -> str:
        if self.clock.is_late:
            return _("missed") if self.clock.is_open else _("met late") if self._is_met else _(
                "was missed"
            )  # fmt: skip
        return self.clock.get_state_display()

    @property
    def _is_met(self) -> bool:
        return self.clock.ended_at is not None and not self.ticket.is_spam

    @property
    def moment(self) -> datetime | None:
        """The time that the line shows: when it is due, or when it ended."""
        if self.clock.state == State.MET or not self.clock.is_open:
            return self.clock.ended_at
        return self.clock.promised_at

    @property
    def because(self) -> list[str]:
        """Return why it stands so, a sentence each."""
        clock, level = self.clock, self.clock.level
        said = []
        if level:
            said.append(_("Level “%(name)s” promises %(goal)s of office hours.") % {
                "name": level.name, "goal": said_span(clock.goal // 60)})  # fmt: skip
        calendar = self._calendar
        said.append(
            _("Counted by “%(name)s”.") % {"name": calendar.name}
            if calendar else _("Counted day and night: no office hours are kept.")
        )  # fmt: skip
        if clock.state == State.PAUSED:
            said.append(_("Stands still: the status is %(status)s. %(left)s left.") % {
                "status": label_of(Status, self.ticket.status),
                "left": said_seconds(clock.left)})  # fmt: skip
        elif clock.state == State.MET:
            said.append(_("Took %(used)s.") % {"used": said_seconds(clock.used)})
        elif self._is_closed_now:
            said.append(_("It is closed now, so it does not count."))
        return said

    @property
    def _calendar(self) -> Calendar | None:
        level = self.clock.level
        return (level.calendar if level else None) or self.ticket.brand.calendar

    @property
    def _is_closed_now(self) -> bool:
        calendar = self._calendar
        is_on = self.clock.state == State.RUNNING and calendar is not None
        return is_on and calendar is not None and not calendar.is_open_at(self.now)
