"""Who sees the same tickets is asked about them once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.members.sight import load_sight
from maru.support.tickets.models import Ticket


def audience_of(member: Member) -> Hashable:
    """Return what all have in common for whom ``Ticket.visible_to`` asks the same."""
    own = member.pk if member.role == Role.COLLEAGUE else 0
    brands, hidden = sorted(member.brand_ids), sorted(member.hidden_team_ids)
    return own, member.is_active, member.role, tuple(brands), tuple(hidden)


def seen_by(members: Collection[Member], tickets: Collection[int]) -> dict[int, frozenset[int]]:
    """Return for the id of each member which of ``tickets`` exist for them.

    A query an audience, and two.
    """
    load_sight(members)
    audiences: defaultdict[Hashable, list[Member]] = defaultdict(list)
    for member in members:
        audiences[audience_of(member)].append(member)
    seen: dict[int, frozenset[int]] = {}
    for audience in audiences.values():
        rows = Ticket.objects.visible_to(audience[0]).filter(pk__in=tickets)
        found = frozenset(rows.values_list("pk", flat=True))
        seen |= {member.pk: found for member in audience}
    return seen
