"""What the people of the demo have before them today: tasks, reminders, what was put off."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from maru.project.demo.office_hours import SEOUL, span
from maru.project.demo.telling import Step
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.reminders.models import Reminder
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.models import Ticket


def plan(
    ticket: Ticket,
    step: Step,
    by: Member,
    staff: dict[str, Member],
    teams: dict[str, Team],
    now: datetime,
) -> None:
    """Do what ``step`` says of it. Days and times count from ``now``, at which the demo is made:
    whoever opens it finds a day that has just begun, whatever hour it is."""
    for row in step.tasks:
        day = now.astimezone(SEOUL).date() + timedelta(days=row["days"]) if "days" in row else None
        [task] = add_tasks(
            ticket, [row["text"]], by=by, assignee=staff.get(row.get("who", "")), due_on=day
        )
        if row.get("done"):
            task.do(by=by)
    for row in step.reminds:
        team = teams[row["team"]] if "team" in row else None
        Reminder.make(ticket, by=by, due_at=today_in(row["in"], now), text=row["text"], team=team)
    if step.snooze:
        ticket.snooze(today_in(step.snooze, now), by=by)


def today_in(words: str, now: datetime) -> datetime:
    """Return ``now`` and so much, yet still today: "1h", or "-20m" for what is late."""
    is_late = words.startswith("-")
    amount = span(words.removeprefix("-"))
    evening = datetime.combine(now.astimezone(SEOUL), time(23, 55), SEOUL)
    return now - amount if is_late else max(min(now + amount, evening), now)
