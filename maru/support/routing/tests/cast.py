"""The cast with a second agent, and routing switched on in their team."""

from __future__ import annotations

from typing import Any

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.routing.models import RoutingRule
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportCast, SupportTestCase


class RoutingCast(SupportCast):
    """As SupportCast; only jisu and bora are in the team, and self.ticket has nobody."""

    bora: Member
    rule: RoutingRule

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.bora = cls.member("bora", "정보라", Role.AGENT)
        for other in (cls.minho, cls.sora):
            other.teams.clear()
        cls.rule = RoutingRule.objects.create(team=cls.team, is_on=True, capacity=3)

    def open(self, many: int = 1, **fields: Any) -> list[Ticket]:
        """Open so many more, in the team, with nobody."""
        given = {"brand": self.onnuri, "requester": self.kim, "team": self.team, **fields}
        return [
            open_ticket(by=self.minho, subject=f"문의 {n}", text="안녕하세요", **given)
            for n in range(many)
        ]

    def set_rule(self, **fields: Any) -> None:
        RoutingRule.objects.filter(pk=self.rule.pk).update(**fields)
        self.rule.refresh_from_db()

    def assignee(self, ticket: Ticket) -> Member | None:
        return Ticket.objects.select_related("assignee").get(pk=ticket.pk).assignee

    def has(self, member: Member) -> int:
        return Ticket.objects.filter(assignee=member).count()


class RoutingTestCase(RoutingCast, SupportTestCase):
    """In one transaction a test."""
