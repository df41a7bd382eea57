"""What somebody is offered who edits conditions on tickets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from maru.kit.conditions import Field
from maru.kit.conditions.editing import Finder
from maru.kit.fields.asking import AskedField
from maru.records.customers.models import Organization
from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team

FOUND = 12  # organizations that a few letters may mean


def choices_of(member: Member) -> dict[str, Any]:
    """Return what ``member`` may choose in conditions where that is not the same for all."""
    people = Member.objects.visible_to(member).active().values_list("pk", "name")
    return {
        "assignee": list(people),
        "followers": list(people),
        "team": list(Team.objects.visible_to(member).values_list("pk", "name")),
        "organization": Finder(
            lambda words: (
                Organization.objects.visible_to(member)
                .called(words)[:FOUND]
                .values_list("pk", "name")
            ),
            lambda values: Organization.objects.visible_to(member).names(_ids(values)).items(),
        ),
        "brand": list(Brand.objects.filter(pk__in=member.brand_ids).values_list("pk", "name")),
    }


def _ids(values: Iterable[str]) -> list[int]:
    return [int(one) for one in values if one.isascii() and one.isdecimal() and len(one) < 19]


def offered_to(member: Member) -> Callable[[Field], bool]:
    """Return what says whether ``member`` is offered a field: none of other brands' own."""
    return lambda field: (
        not isinstance(field, AskedField) or field.definition.is_at(member.brand_ids)
    )
