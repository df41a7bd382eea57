"""To whom the demo company hands tickets up, and two that are on their way."""

from __future__ import annotations

from maru.project.demo.telling import read
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.escalations.handing.escalating import Wanted, escalate
from maru.support.escalations.handing.giving_back import take
from maru.support.escalations.models import EscalationLevel, EscalationPath
from maru.support.savedviews.models import SavedView
from maru.support.tickets.models import Ticket


def set_up(staff: dict[str, Member]) -> None:
    """Make its path, and hand up the tickets whose subjects are told."""
    told = read("escalations.toml")
    path = EscalationPath.objects.create(name=told["name"], place=1)
    for place, row in enumerate(told["level"], start=1):
        named = {
            "team": Team.objects.get(name=row["team"]) if "team" in row else None,
            "person": staff[row["person"]] if "person" in row else None,
        }
        given = {key: value for key, value in row.items() if key not in named}
        EscalationLevel.objects.create(path=path, place=place, **given, **named)
    Event.record("escalationpath.added", path, by=staff["jieun"], after=path.told)
    SavedView.make(
        by=staff["jieun"], member=None, team_id=None, name="에스컬레이션 중", sort="promised",
        group="", columns=["customer", "status", "priority", "assignee", "escalation"],
        conditions={"field": "escalated", "op": "is", "value": True},
    )  # fmt: skip
    for row in told["up"]:
        _hand_up(path, row, staff)


def _hand_up(path: EscalationPath, row: dict[str, str], staff: dict[str, Member]) -> None:
    ticket = Ticket.objects.unsolved().filter(subject=row["subject"]).earliest("pk")
    level = next(each for each in path.numbered() if each.name == row["to"])
    wanted = Wanted(level, row["reason"], level.goal, row.get("words", ""))
    made = escalate(ticket, wanted, by=staff[row["by"]])
    if "taken_by" in row:
        take(made, by=staff[row["taken_by"]])
