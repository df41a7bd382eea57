"""The people in tests: 온누리 상점, and another brand whose people must see nothing of it."""

from django.test import TestCase

from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team

PASSWORD = "마루에 앉아 차 한 잔"


class StaffCast:
    """jisu agent, minho lead, sora admin, cole colleague; eve is an agent of the other brand."""

    onnuri: Brand
    haneul: Brand
    team: Team
    secret_team: Team
    jisu: Member
    minho: Member
    sora: Member
    cole: Member
    eve: Member

    @classmethod
    def setUpTestData(cls) -> None:
        Company.objects.create(id=1, name="온누리 상점")
        calendar = Calendar.objects.create(name="근무 시간")
        cls.onnuri = Brand.objects.create(name="온누리 상점", calendar=calendar)
        cls.haneul = Brand.objects.create(name="하늘 문구", calendar=calendar)
        cls.team = Team.objects.create(name="교환·환불팀")
        cls.secret_team = Team.objects.create(name="결제팀", is_private=True)
        cls.jisu = cls.member("jisu", "최지수", Role.AGENT)
        cls.minho = cls.member("minho", "박민호", Role.LEAD)
        cls.sora = cls.member("sora", "윤소라", Role.ADMIN, brands=[cls.onnuri, cls.haneul])
        cls.cole = cls.member("cole", "고물류", Role.COLLEAGUE)
        cls.eve = cls.member("eve", "이브", Role.AGENT, brands=[cls.haneul], teams=[])

    @classmethod
    def member(
        cls,
        login: str,
        name: str,
        role: str,
        *,
        brands: list[Brand] | None = None,
        teams: list[Team] | None = None,
    ) -> Member:
        return Member.objects.invite(
            f"{login}@onnuri.example",
            password=PASSWORD,
            name=name,
            role=role,
            brands=[cls.onnuri] if brands is None else brands,
            teams=[cls.team] if teams is None else teams,
        )


class StaffTestCase(StaffCast, TestCase):
    """The staff, in one transaction a test."""
