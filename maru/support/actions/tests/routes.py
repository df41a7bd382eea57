from __future__ import annotations

from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, PRIVATE_TEAM, Thing, things
from maru.support.actions.models import Macro
from maru.support.actions.using import use_macro
from maru.support.tickets.models import Ticket


@things("macros")
def macros(case: Any) -> list[Thing]:
    def made(name: str, whose: str, **fields: Any) -> Macro:
        return Macro.make(by=case.sora, name=name, text="…", whose=whose, **fields)

    def of(team: Any) -> Any:
        return lambda member: (
            member.can(Power.NOTE)
            and (
                member.teams.filter(pk=team.pk).exists()
                or (member.can(Power.PEOPLE) and team.pk not in member.hidden_team_ids)
            )
        )

    teams = made("팀", "team", teams=[case.team])
    secret = made(PRIVATE_TEAM, "team", teams=[case.secret_team])
    return [
        Thing(
            made("내 것", "own", member=case.jisu).pk,
            lambda member: member == case.jisu and member.can(Power.NOTE),
        ),
        Thing(made("모두", "company").pk, lambda member: member.can(Power.NOTE)),
        Thing(teams.pk, of(case.team)),
        Thing(secret.pk, of(case.secret_team)),
    ]


@things("macro-uses")
def macro_uses(case: Any) -> list[Thing]:
    def used(by: Member, ticket: Ticket, name: str) -> int:
        macro = Macro.make(by=by, name=name, whose="own", member=by, changes={"priority": 4})
        return use_macro(macro, ticket, by=by, text="").use.pk

    return [
        Thing(used(case.jisu, case.tickets[0], "급함"), lambda member: member == case.jisu),
        Thing(used(case.eve, case.tickets[1], OTHER_BRAND), lambda member: member == case.eve),
    ]
