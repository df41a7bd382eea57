"""For whom a ticket exists: ``visible_to`` the other way round. A test keeps the two alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from maru.staff.members.member import MemberQuerySet
from maru.staff.members.models import Member
from maru.staff.members.roles import POWERS, Power, Role

if TYPE_CHECKING:
    from maru.support.tickets.ticket import Ticket

READING = [role for role, powers in POWERS.items() if Power.READ in powers]


def readers_of(ticket: Ticket, *, as_asked: bool = False) -> MemberQuerySet:
    """Return the members who may see ``ticket``; ``as_asked``: or could, if they were asked.

    Costs nothing until it is evaluated; a query for its team unless that is loaded.
    """
    from maru.support.tickets.ticket import Ticket

    followers = Ticket.followers.through.objects.filter(ticket=ticket.pk).values("member_id")
    asked = Q(role=Role.COLLEAGUE)
    if not as_asked:
        asked &= Q(pk=ticket.assignee_id) | Q(pk__in=followers)
    seeing = Q(role__in=READING) | asked
    if ticket.team and ticket.team.is_private:
        inside = Member.teams.through.objects.filter(team=ticket.team_id).values("member_id")
        seeing &= Q(role=Role.ADMIN) | Q(pk__in=inside)
    here = Member.brands.through.objects.filter(brand=ticket.brand_id).values("member_id")
    return Member.objects.active().filter(seeing, pk__in=here)
