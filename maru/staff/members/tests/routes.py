"""What stands in the URLs: each app's ``tests/routes.py`` feeds the things behind its parameters.

One line a kind of thing is enough for a new route to be walked by every role
(maru/project/tests/test_routes.py). A thing is named by the word before it in
the path: of ``tickets/<int:number>/messages/<int:pk>/`` those are "tickets" and "messages".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from maru.staff.company.models import Brand
from maru.staff.members.models import Member, Skill
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team

SeenBy = Callable[[Member], bool]

# Stands in everything of the other brand, and in everything of the private team.
OTHER_BRAND = "까치밥7341"
PRIVATE_TEAM = "머루다래9052"


@dataclass(frozen=True)
class Thing:
    """One value of a parameter: who may see it, written down here once more on purpose.

    ``inside`` is the value of the parameter before it, where the one belongs to the other.
    ``is_public``: also who is not signed in finds it.
    """

    value: Any
    seen_by: SeenBy
    inside: Any = None
    is_public: bool = False


Makers = dict[str, Callable[[Any], list[Thing]]]
makers: Makers = {}


def things(word: str) -> Callable[[Callable[[Any], list[Thing]]], Callable[[Any], list[Thing]]]:
    """Register what may stand after ``word`` in a path; the maker gets the test case."""

    def register(maker: Callable[[Any], list[Thing]]) -> Callable[[Any], list[Thing]]:
        makers[word] = maker
        return maker

    return register


def everybody(member: Member) -> bool:
    return True


def nobody(member: Member) -> bool:
    return False


def of_brand(brand: Brand) -> SeenBy:
    return lambda member: member.brands.filter(pk=brand.pk).exists()


def of_team(team: Team) -> SeenBy:
    return lambda member: (
        member.role == Role.ADMIN or member.teams.filter(pk=team.pk).exists()
    )  # fmt: skip


@things("sign-in")
def sign_in_links(case: Any) -> list[Thing]:
    return [Thing("made-up", nobody)]


@things("join")
def join_links(case: Any) -> list[Thing]:
    return [Thing("made-up", nobody)]


@things("setup")
def set_up_tokens(case: Any) -> list[Thing]:
    return [Thing("made-up", nobody)]


@things("tokens")
def tokens(case: Any) -> list[Thing]:
    owners = [case.jisu, case.eve]
    for owner in owners:
        owner.api_tokens.create(token_hash=f"hash of {owner.pk}", name=f"{owner.name}의 토큰")
    return [
        Thing(owner.api_tokens.get(token_hash=f"hash of {owner.pk}").pk, lambda m, o=owner: m == o)
        for owner in owners
    ]


@things("members")
def members(case: Any) -> list[Thing]:
    def knows_eve(member: Member) -> bool:
        return member.role == Role.ADMIN or member == case.eve

    def knows_jisu(member: Member) -> bool:
        return member.role == Role.ADMIN or member.brands.filter(pk=case.onnuri.pk).exists()

    return [Thing(case.jisu.pk, knows_jisu), Thing(case.eve.pk, knows_eve)]


@things("sign-ins")
def sign_ins(case: Any) -> list[Thing]:
    return [
        Thing(owner.sign_ins.create().pk, lambda m, o=owner: m == o)
        for owner in [case.jisu, case.eve]
    ]


@things("passkeys")
def passkeys(case: Any) -> list[Thing]:
    # Of somebody who does not walk: what a passkey holds is made by a browser (e2e).
    owner = case.member("key", "열쇠", Role.AGENT)
    data = {"name": "열쇠", "credential": {}}
    return [Thing(owner.authenticator_set.create(type="webauthn", data=data).pk, nobody)]


@things("teams")
def teams(case: Any) -> list[Thing]:
    return [
        Thing(case.team.pk, everybody),
        Thing(case.secret_team.pk, of_team(case.secret_team)),
    ]


@things("brands")
def brands(case: Any) -> list[Thing]:
    def works_for(member: Member) -> bool:
        return member.role == Role.ADMIN or of_brand(case.onnuri)(member)

    return [Thing(case.onnuri.pk, works_for)]


@things("calendars")
def calendars(case: Any) -> list[Thing]:
    return [Thing(case.onnuri.calendar_id, everybody)]


@things("skills")
def skills(case: Any) -> list[Thing]:
    return [Thing(Skill.objects.create(name="결제").pk, everybody)]
