"""The demo company: 온누리 상점, its people and its mailbox."""

from __future__ import annotations

from django.db import transaction

from maru.records.channels.models import Channel
from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team


def load() -> None:
    """Make the demo company; does nothing when there already is a company."""
    if Company.here() is not None:
        return
    with transaction.atomic():
        Company.objects.create(id=1, name="온누리 상점")
        calendar = Calendar.objects.create(name="기본 근무 시간")
        brand = Brand.objects.create(name="온누리 상점", calendar=calendar)
        team = Team.objects.create(name="고객지원팀")
        Channel.objects.create(
            address="support@onnuri.example", name="온누리 상점", brand=brand, team=team
        )
        Member.objects.invite("jieun@onnuri.example", name="이지은", role=Role.ADMIN, teams=[team])
