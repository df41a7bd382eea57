"""My day: what waits for one's answer, what is due, who mentioned one, what comes back today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Case, F, Q, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from maru.kit.conditions import Asking
from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me
from maru.staff.shifts.planned_day import PlannedDay
from maru.staff.shifts.roster import Roster
from maru.support.notifications.lines import Line, lines_of
from maru.support.notifications.models import Notification
from maru.support.notifications.reason import Reason
from maru.support.reminders.models import Reminder
from maru.support.reminders.reminder import ReminderQuerySet
from maru.support.savedviews import counting
from maru.support.tasks.models import Task
from maru.support.tasks.task import TaskQuerySet
from maru.support.tickets.models import ScheduledAnswer, Ticket
from maru.support.tickets.scheduling.scheduled import ScheduledAnswerQuerySet
from maru.support.tickets.ticket import TicketQuerySet
from maru.support.tickets.vocabulary import TICKETS
from maru.support.worktime.showing import seconds_of_day
from maru.surfaces.desk.inbox_views import RAIL_CAP
from maru.surfaces.desk.settled import last_event, look

Row = TypeVar("Row")
ROWS = 30  # of each part; whoever has more is led to the list


@dataclass(frozen=True)
class Day:
    """What one member finds on the page; ``more`` names the parts that hold further rows."""

    waiting: Sequence[Ticket] = ()  # mine, and the last word is the customer's; the oldest first
    others: int = 0  # mine, and the last word is ours
    tasks: Sequence[Task] = ()
    reminders: Sequence[Reminder] = ()
    mentions: Sequence[Line] = ()
    scheduled: Sequence[ScheduledAnswer] = ()  # of mine: what is held first
    back: Sequence[Ticket] = ()  # put off until today
    worked: int = 0  # seconds
    shift: PlannedDay | None = None  # of today; None: nothing is planned
    more: set[str] = field(default_factory=set)

    @property
    def is_empty(self) -> bool:
        own = self.tasks or self.reminders or self.scheduled
        return not (self.waiting or own or self.mentions or self.back)

    @property
    def customers(self) -> set[int | None]:
        rows = [*self.waiting, *self.back]
        lines = [line.ticket for line in self.mentions if line.ticket]
        named = [each.ticket for each in [*self.tasks, *self.reminders, *self.scheduled]]
        return {ticket.requester_id for ticket in [*rows, *lines, *named]}


@signed_in
@require_safe
def my_day(request: HttpRequest) -> HttpResponse:
    """Show it; as a part alone to an open page that follows what happens."""
    live_after, _last = look(request)
    member = me(request)
    day = day_of(member)
    AccessRecord.note(request, "list", by=member, customers=day.customers)
    context: dict[str, Any] = {
        "day": day,
        "live_after": live_after,
        "today": timezone.localtime(),
        "may_note": member.can(Power.NOTE),
    }
    is_part = "X-Maru-Live" in request.headers
    return render(request, f"desk/{'_' * is_part}my_day.html", context)


def day_of(member: Member) -> Day:
    """Return what ``member`` has today. Some ten queries, however many tickets there are."""
    ahead = _end_of_today()
    more: set[str] = set()

    def first(name: str, rows: list[Row]) -> list[Row]:
        if len(rows) > ROWS:
            more.add(name)
        return rows[:ROWS]

    mine = list(tickets_of(member)[: 4 * ROWS])
    mentioned = Notification.objects.visible_to(member).unread().filter(reason=Reason.MENTIONED)
    return Day(
        waiting=first("waiting", [ticket for ticket in mine if ticket.waits]),  # type: ignore[attr-defined]
        others=sum(not ticket.waits for ticket in mine),  # type: ignore[attr-defined]
        tasks=first("tasks", list(tasks_of(member)[: ROWS + 1])),
        reminders=first("reminders", list(reminders_of(member, before=ahead)[: ROWS + 1])),
        scheduled=first("scheduled", list(scheduled_of(member)[: ROWS + 1])),
        mentions=first("mentions", lines_of(mentioned.order_by("-id")[: 2 * ROWS], member)),
        back=first("back", list(back_today(member, before=ahead)[: ROWS + 1])),
        worked=seconds_of_day(member, timezone.localdate()),
        shift=shift_of(member),
        more=more,
    )


def shift_of(member: Member) -> PlannedDay | None:
    """Return what is planned of them today, by their own clock. Three queries, or four."""
    today = timezone.localdate()
    roster = Roster([member.pk], today, today)
    if not roster.knows(member.pk):
        return None
    planned = roster.on(member.pk, today)
    return planned if planned.is_planned or planned.absences else None


def _end_of_today() -> datetime:
    tomorrow = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time()))


def tickets_of(member: Member) -> TicketQuerySet:
    """Return what is ``member``'s and at hand, each with ``waits``: what waits for an answer
    first, and of these what waits longest."""
    asking = Asking(me=member.pk, now=timezone.now())
    waits = TICKETS.query(TICKETS.read({"field": "waiting", "op": "is", "value": True}), asking)
    rows = Ticket.objects.visible_to(member).genuine().at_hand().filter(assignee=member)
    waiting = Case(When(waits, then=Value(True)), default=Value(False))
    return rows.for_rows().annotate(waits=waiting).order_by("-waits", "updated_at", "number")


def tasks_of(member: Member) -> TaskQuerySet:
    """Return what ``member`` is to do: what is late first, what has no day last."""
    rows = Task.objects.visible_to(member).left().filter(assignee=member)
    return rows.select_related("ticket").order_by(F("due_on").asc(nulls_last=True), "id")


def reminders_of(member: Member, *, before: datetime) -> ReminderQuerySet:
    rows = Reminder.objects.visible_to(member).waiting_for(member).filter(due_at__lt=before)
    return rows.select_related("ticket", "team").order_by("due_at", "id")


def scheduled_of(member: Member) -> ScheduledAnswerQuerySet:
    rows = ScheduledAnswer.objects.visible_to(member).filter(member=member)
    return rows.select_related("ticket").in_order()


def back_today(member: Member, *, before: datetime) -> TicketQuerySet:
    """Return the tickets that ``member`` put off, or has, and that come back before then."""
    rows = Ticket.objects.visible_to(member).genuine().filter(
        Q(assignee=member) | Q(snoozed_by=member), is_snoozed=True, snoozed_until__lt=before
    )  # fmt: skip
    return rows.for_rows().order_by("snoozed_until", "number")


def due_for(request: HttpRequest) -> int:
    """Return how many reminders and tasks of the member are due: the number on the rail.

    Costs two queries, or none while the counts are kept.
    """
    member = getattr(request, "user", None)
    if not isinstance(member, Member):
        return 0
    seen, readers = last_event(request), counting.readers_of(member, as_me=True)
    now, today = timezone.now(), timezone.localdate()
    parts: dict[str, Any] = {
        "reminders due": lambda: reminders_of(member, before=now),
        "tasks due": lambda: tasks_of(member).filter(due_on__lte=today),
    }
    return sum(
        counting.HERE.count((name, readers), rows, seen=seen, by_clock=True, cap=RAIL_CAP)
        for name, rows in parts.items()
    )
