from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.staff.members.tests.cast import StaffTestCase
from maru.staff.teams.models import Team


class MembersPageTests(StaffTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.mira = cls.member("mira", "정미라", Role.MANAGER)

    def setUp(self) -> None:
        self.client.force_login(self.mira)

    def test_a_manager_gets_no_link_for_an_administrator(self):
        self.sora.brands.set([self.onnuri])
        answer = self.client.post(f"/console/members/{self.sora.pk}/sign-in-link/")
        self.assertNotContains(answer, "/sign-in/")
        self.assertFalse(self.sora.sign_in_links.exists())

    def test_a_manager_gets_no_link_into_a_brand_that_they_do_not_see(self):
        self.jisu.brands.add(self.haneul)
        self.assertContains(self.client.get(f"/console/members/{self.jisu.pk}/"), "보지 못하는")
        answer = self.client.post(f"/console/members/{self.jisu.pk}/sign-in-link/")
        self.assertNotContains(answer, "/sign-in/")
        self.assertFalse(self.jisu.sign_in_links.exists())

    def test_a_refusal_is_shown_and_nothing_happens(self):
        answer = self.client.post(f"/console/members/{self.sora.pk}/deactivation/")
        self.assertContains(answer, "관리자는 관리자만")
        self.sora.refresh_from_db()
        self.assertTrue(self.sora.is_active)

    def test_deactivating_and_back(self):
        path = f"/console/members/{self.jisu.pk}/deactivation/"
        self.client.post(path)
        self.assertContains(self.client.get("/console/members/?state=deactivated"), "최지수")
        self.client.delete(path)
        self.jisu.refresh_from_db()
        self.assertTrue(self.jisu.is_active)

    def test_a_new_link_is_written_down(self):
        self.client.post(f"/console/members/{self.jisu.pk}/sign-in-link/")
        self.assertEqual(Event.of(self.jisu).get().verb, "member.link")


class TeamsPageTests(StaffTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def test_a_team_is_made_with_its_members(self):
        self.client.post("/console/teams/new/", {"name": "배송팀", "members": [self.jisu.pk]})
        team = Team.objects.get(name="배송팀")
        self.assertEqual(list(team.members.all()), [self.jisu])
        self.assertEqual(Event.of(team).get().verb, "team.added")

    def test_a_private_team_needs_a_member(self):
        answer = self.client.post("/console/teams/new/", {"name": "비밀팀", "is_private": "on"})
        self.assertContains(answer, "구성원이 있어야", status_code=422)

    def test_two_teams_of_one_name_are_refused(self):
        answer = self.client.post("/console/teams/new/", {"name": self.team.name})
        self.assertContains(answer, "이미 있습니다", status_code=422)

    def test_members_whom_a_manager_does_not_see_stay_in_the_team(self):
        self.eve.teams.add(self.team)
        self.client.force_login(self.member("mira", "정미라", Role.MANAGER))
        self.client.post(f"/console/teams/{self.team.pk}/", {"name": "교환팀", "members": []})
        self.assertEqual(list(self.team.members.all()), [self.eve])
