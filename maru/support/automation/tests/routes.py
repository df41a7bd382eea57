from __future__ import annotations

from typing import Any

from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import OTHER_BRAND, PRIVATE_TEAM, Thing, things
from maru.support.automation.models import Firing, Halt, Rule
from maru.support.tickets.models import Ticket


def made(case: Any, name: str, **fields: Any) -> Rule:
    return Rule.make(
        by=case.sora, name=name, when={"on": [{"occasion": "opened"}], "by": []},
        conditions={"all": []}, changes={"priority": 4}, **fields,
    )  # fmt: skip


def everywhere(case: Any) -> Rule:
    rule: Rule = Rule.objects.filter(name="모두").first() or made(case, "모두", is_everywhere=True)
    return rule


@things("rules")
def rules(case: Any) -> list[Thing]:
    def of(brand: Any) -> Any:
        return lambda member: member.can(Power.AUTOMATE) and brand.pk in member.brand_ids

    def of_secret_team(member: Any) -> bool:
        return member.can(Power.AUTOMATE) and case.secret_team.pk not in member.hidden_team_ids

    secret = made(case, PRIVATE_TEAM, is_everywhere=True, teams=[case.secret_team])
    return [
        Thing(everywhere(case).pk, lambda member: member.can(Power.AUTOMATE)),
        Thing(made(case, OTHER_BRAND, brands=[case.haneul]).pk, of(case.haneul)),
        Thing(secret.pk, of_secret_team),
    ]


@things("rule-firings")
def rule_firings(case: Any) -> list[Thing]:
    def seen(ticket: Ticket) -> Any:
        return lambda member: (
            member.can(Power.CHANGE)
            and Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
        )

    rule = everywhere(case)
    return [
        Thing(
            Firing.objects.create(
                rule=rule, ticket=ticket, key=f"test {ticket.pk}", version=1,
                did=[{"name": "priority", "kept": 4, "became": "done"}], was={"priority": [2]},
            ).pk,
            seen(ticket),
        )
        for ticket in case.tickets[:2]
    ]  # fmt: skip


@things("halts")
def halts(case: Any) -> list[Thing]:
    rule, ticket = everywhere(case), case.tickets[0]
    halt = Halt.objects.create(rule=rule, ticket=ticket)

    def seen(member: Any) -> bool:
        sees = Ticket.objects.visible_to(member).filter(pk=ticket.pk).exists()
        return member.can(Power.AUTOMATE) and sees

    return [Thing(halt.pk, seen, inside=rule.pk)]


@things("versions")
def versions(case: Any) -> list[Thing]:
    everywhere(case)  # like all rules it has a first one
    return [Thing(1, lambda member: member.can(Power.AUTOMATE))]
