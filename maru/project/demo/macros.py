"""The macros of the demo company."""

from __future__ import annotations

from maru.project.demo.telling import read
from maru.staff.members.models import Member
from maru.staff.members.whose import Whose
from maru.staff.teams.models import Team
from maru.support.actions.models import Macro
from maru.support.actions.reading import keep_changes
from maru.support.actions.writing import checked


def write(by: Member) -> None:
    for row in read("macros.toml")["macro"]:
        teams = Team.objects.filter(name__in=row.get("teams", []))
        changes = row.get("changes", {})
        if "to_team" in row:
            changes |= {"team": Team.objects.get(name=row["to_team"]).pk}
        Macro.make(
            by=by,
            name=row["name"],
            shortcut=row["shortcut"],
            text=checked(row.get("text", "").strip(), by),
            changes=keep_changes(changes, by) if changes else {},
            whose=Whose.TEAM if teams else Whose.COMPANY,
            teams=teams,
        )
