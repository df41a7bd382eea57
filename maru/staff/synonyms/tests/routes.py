"""Groups of synonyms, the company's and Maru's: for who manages the company alone."""

from __future__ import annotations

from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.tests.routes import Thing, things
from maru.staff.synonyms.built_in import keys
from maru.staff.synonyms.models import SynonymGroup


def _manages(member: Member) -> bool:
    return member.can(Power.COMPANY)


@things("synonyms")
def groups(case: Any) -> list[Thing]:
    made = SynonymGroup.objects.create(words=["까치밥", "감나무"])
    return [Thing(made.pk, _manages)]


@things("built-in")
def built_in(case: Any) -> list[Thing]:
    return [Thing(next(iter(keys())), _manages)]
