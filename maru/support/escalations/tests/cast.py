"""A path of three levels, and a vendor above them: 1차 상담 → 2차 기술 → 3차 개발 → 제조사."""

from __future__ import annotations

from typing import Any

import time_machine

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.support.escalations.handing.escalating import Wanted, escalate
from maru.support.escalations.models import Escalation, EscalationLevel, EscalationPath
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportCast, SupportTestCase

VENDOR = "as@maker.example"


class Escalating(SupportCast):
    """bora leads 기술팀 and dan is in it; hana is in 개발팀."""

    tech: Team
    dev: Team
    bora: Member
    dan: Member
    hana: Member
    path: EscalationPath
    first: EscalationLevel
    second: EscalationLevel
    third: EscalationLevel
    vendor: EscalationLevel

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.tech = Team.objects.create(name="기술팀")
        cls.dev = Team.objects.create(name="개발팀")
        cls.bora = cls.member("bora", "조보라", Role.LEAD, teams=[cls.tech])
        cls.dan = cls.member("dan", "서단", Role.AGENT, teams=[cls.tech])
        cls.hana = cls.member("hana", "문하나", Role.SENIOR, teams=[cls.dev])
        cls.path = EscalationPath.objects.create(name="기술 문제", warn_before=30)
        cls.first = cls.level("1차 상담", cls.team, 1)
        cls.second = cls.level("2차 기술", cls.tech, 2)
        cls.third = cls.level("3차 개발", cls.dev, 3)
        cls.vendor = cls.level("제조사", None, 4, way="vendor", address=VENDOR)
        cls.ticket.assign(cls.jisu, by=cls.jisu)

    @classmethod
    def level(cls, name: str, team: Team | None, place: int, **fields: Any) -> EscalationLevel:
        return EscalationLevel.objects.create(
            path=cls.path, name=name, team=team, place=place, goal=240, **fields
        )

    def up(
        self, level: EscalationLevel, *, by: Any = None, ticket: Ticket | None = None,
        minutes: int = 60, words: str = "", **how: Any,
    ) -> Escalation:  # fmt: skip
        """Hand the ticket up to ``level``."""
        found = next(each for each in self.path.numbered() if each.pk == level.pk)
        wanted = Wanted(found, "로그를 볼 사람이 필요합니다.", minutes, words)
        return escalate(ticket or self.now(), wanted, by=by or self.jisu, **how)

    def now(self) -> Ticket:
        return Ticket.objects.select_related("team", "assignee", "brand").get(pk=self.ticket.pk)

    def opened(self) -> Ticket:
        """Open another ticket of kim's, of jisu and their team."""
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="펌웨어",
            text="안 켜집니다.",
            team=self.team, assignee=self.jisu,
        )  # fmt: skip

    def at(self, moment: Any) -> None:
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        self.addCleanup(traveller.stop)  # type: ignore[attr-defined]


class EscalatingTestCase(Escalating, SupportTestCase):
    """In one transaction a test."""


class LiveEscalatingTestCase(Escalating, LiveSupportTestCase):
    """Committed, for tests with threads."""
