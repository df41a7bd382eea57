"""People, teams, brands and office hours, changed by a program as on the pages."""

from maru.staff.company.models import Brand, Calendar, Company
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.surfaces.api.tests.cast import ApiTestCase


class PeopleTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)

    def test_members_change_their_own_profile(self):
        told = self.api(self.jisu).patch("/me", {"signature": "최지수 드림"})
        self.assertEqual((told.json()["signature"], told.json()["name"]), ("최지수 드림", "최지수"))
        wrong = self.api(self.jisu).patch("/me", {"time_zone": "Mars/Olympus"})
        self.assertIn("time_zone", wrong.json()["error"]["fields"])

    def test_a_role_and_an_address_are_not_changed_by_who_has_them(self):
        email = self.jisu.email
        for field in ({"role": "admin"}, {"email": "eve@example.com"}):
            self.api(self.jisu).patch("/me", field)
        self.soras.patch(f"/members/{self.jisu.pk}", {"email": "eve@example.com"})
        self.jisu.refresh_from_db()
        self.assertEqual((self.jisu.role, self.jisu.email), (Role.AGENT, email))

    def test_one_field_of_a_member_changes_and_the_others_stay(self):
        brands, teams = set(self.jisu.brand_ids), set(self.jisu.teams.all())
        told = self.soras.patch(f"/members/{self.jisu.pk}", {"role": "senior"})
        self.assertEqual(told.json()["role"], "senior")
        self.jisu.refresh_from_db()
        self.assertEqual((set(self.jisu.brand_ids), set(self.jisu.teams.all())), (brands, teams))
        self.assertTrue(Event.objects.filter(verb="member.role", subject_id=self.jisu.pk).exists())

    def test_who_may_not_change_people_changes_nobody(self):
        refused = self.api(self.jisu).patch(f"/members/{self.minho.pk}", {"name": "호"})
        self.assertEqual(refused.status_code, 403)
        own = self.soras.patch(f"/members/{self.sora.pk}", {"role": "agent"})
        self.assertIn(own.status_code, {409, 422})
        self.sora.refresh_from_db()
        self.assertEqual(self.sora.role, Role.ADMIN)

    def test_a_manager_changes_no_brand_that_they_do_not_see(self):
        self.minho.role = Role.MANAGER
        self.minho.save()
        self.jisu.brands.add(self.haneul)
        minhos = self.api(self.minho)
        told = minhos.patch(
            f"/members/{self.jisu.pk}", {"name": "지수", "brands": [self.onnuri.pk]}
        )
        self.assertEqual(told.status_code, 200, told.content)
        self.assertIn(self.haneul.pk, self.jisu.brands.values_list("pk", flat=True))
        beyond = minhos.patch(f"/members/{self.cole.pk}", {"brands": [self.haneul.pk]})
        self.assertEqual(beyond.status_code, 422)

    def test_a_team_is_made_and_changed(self):
        made = self.soras.post("/teams", {"name": "야간팀", "members": [self.jisu.pk]})
        self.assertEqual((made.status_code, made.json()["is_private"]), (201, False))
        path = f"/teams/{made.json()['id']}"
        told = self.soras.patch(path, {"name": "밤팀"}).json()
        self.assertEqual([each["id"] for each in told["members"]], [self.jisu.pk])
        self.assertEqual(self.soras.get(path).json(), told)
        empty = self.soras.patch(path, {"members": [], "is_private": True})
        self.assertIn("members", empty.json()["error"]["fields"])

    def test_a_private_team_does_not_exist_for_others(self):
        secret = Team.found(by=self.sora, name="감사팀", is_private=True, members=[self.minho])
        self.assertEqual(self.api(self.jisu).get(f"/teams/{secret.pk}").status_code, 404)


class CompanyTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)
        Company.objects.get_or_create(pk=1, defaults={"name": "온누리"})

    def test_the_company_is_shown_and_changed(self):
        self.assertEqual(self.soras.get("/company").status_code, 200)
        told = self.soras.patch("/company", {"second_step_for": "leads", "grace_days": 3}).json()
        self.assertEqual(told["second_step_for"], "leads")
        self.assertIsNotNone(told["second_step_from"])
        self.assertEqual(self.api(self.minho).get("/company").status_code, 403)

    def test_a_brand_is_made_and_changed(self):
        made = self.soras.post("/brands", {"name": "마루 찻집"}).json()
        self.assertIn(self.sora, Brand.objects.get(pk=made["id"]).members.all())
        told = self.soras.patch(f"/brands/{made['id']}", {"reopen_days": 30}).json()
        self.assertEqual(told, {**made, "reopen_days": 30})
        double = self.soras.post("/brands", {"name": "마루 찻집"})
        self.assertIn("name", double.json()["error"]["fields"])

    def test_office_hours_are_made_kept_and_changed(self):
        hours = {"mon": "9-12, 13:00~18:00"}
        made = self.soras.post("/calendars", {"name": "월요일", "hours": hours}).json()
        self.assertEqual(made["hours"], {"mon": "09:00~12:00, 13:00~18:00"})
        path = f"/calendars/{made['id']}"
        told = self.soras.patch(path, {"days_off": ["2026-12-24"], "country": "KR"}).json()
        self.assertEqual(told, {**made, "days_off": ["2026-12-24"], "country": "KR"})
        self.soras.patch(f"/brands/{self.haneul.pk}", {"calendar": made["id"]})
        self.haneul.refresh_from_db()
        self.assertEqual(self.haneul.calendar_id, made["id"])

    def test_office_hours_are_closed_for_today_and_opened_again(self):
        place = f"/calendars/{self.onnuri.calendar_id}/closed-today"
        self.assertTrue(self.soras.post(place).json()["is_closed_today"])
        self.assertFalse(self.soras.delete(place).json()["is_closed_today"])
        self.assertEqual(self.api(self.minho).post(place).status_code, 404)

    def test_hours_that_cannot_be_are_refused_in_words(self):
        for hours in ({"mon": "25-26"}, {"someday": "09:00~18:00"}, {"mon": "18-9"}):
            refused = self.soras.post("/calendars", {"name": "이상한", "hours": hours})
            self.assertEqual(refused.status_code, 422)
            self.assertIn("hours", refused.json()["error"]["fields"])
        self.assertFalse(Calendar.objects.filter(name="이상한").exists())
