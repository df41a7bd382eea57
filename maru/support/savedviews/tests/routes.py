from __future__ import annotations

from typing import Any

from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import PRIVATE_TEAM, Thing, things
from maru.support.savedviews.models import SavedView

CONDITIONS = {"all": [{"field": "status", "op": "is", "value": "open"}]}


@things("views")
def views(case: Any) -> list[Thing]:
    def made(name: str, **owner: Any) -> SavedView:
        return SavedView.objects.create(name=name, conditions=CONDITIONS, **owner)

    teams, secret = made("팀", team=case.team), made(PRIVATE_TEAM, team=case.secret_team)
    return [
        Thing(made("내 것", member=case.jisu).pk, lambda member: member == case.jisu),
        Thing(made("모두").pk, lambda member: member.can(Power.READ)),
        Thing(teams.pk, lambda member: member.teams.filter(pk=case.team.pk).exists()),
        Thing(secret.pk, lambda member: member.teams.filter(pk=case.secret_team.pk).exists()),
    ]
