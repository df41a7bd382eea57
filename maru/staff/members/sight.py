"""What many may see, asked at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F

from maru.kit.database.among import Among
from maru.staff.members.member import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team


def load_sight(members: Collection[Member]) -> None:
    """Give each member of ``members`` their ``brand_names``, ``brand_ids`` and
    ``hidden_team_ids``, as they are now.

    Two queries, however many; one member alone asks as many.
    """
    brands: defaultdict[int, dict[int, str]] = defaultdict(dict)
    wanted = Among(F("member_id"), [member.pk for member in members])
    works_for = Member.brands.through.objects.filter(wanted).order_by("brand__name")
    for pk, brand, name in works_for.values_list("member_id", "brand_id", "brand__name"):
        brands[pk][brand] = name
    private = Team.objects.filter(is_private=True)
    insiders: dict[int, set[int]] = {}
    for team, insider in private.values_list("pk", "members"):
        insiders.setdefault(team, set()).add(insider)
    for member in members:
        member.brand_names = brands[member.pk]
        # Whoever was asked about before: what was drawn from their brands then holds no longer.
        member.brand_ids = list(brands[member.pk])
        member.__dict__.pop("hidden_brand_ids", None)
        member.hidden_team_ids = (
            []
            if member.role == Role.ADMIN
            else [team for team, inside in insiders.items() if member.pk not in inside]
        )
