"""The pages of shifts: the week, one member, what is planned and what is needed."""

from __future__ import annotations

from datetime import date

from maru.staff.members.roles import Role
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.roster import Roster
from maru.staff.shifts.tests.cast import MONDAY, absent, plan
from maru.support.planning.forecasting import forecast
from maru.support.planning.models import Demand, TeamPlan
from maru.support.planning.tests.test_coverage import NOW, PlanningTestCase, write_history
from maru.support.planning.tests.test_needs import SAID

WEEK = f"/shifts/?week={MONDAY}"


class WeekTests(PlanningTestCase):
    def page(self, path: str = WEEK) -> str:
        response = self.client.get(path)
        self.assertEqual(response.status_code, 200)
        return response.content.decode()

    def test_a_lead_sees_their_team_and_an_agent_themselves(self):
        plan(self.jisu)
        absent(self.cole, MONDAY, kind="sick")
        self.client.force_login(self.minho)
        page = self.page()
        for words in ("최지수", "박민호", "09:00~18:00", "휴게 12:00~13:00", "병가", "40시간"):
            self.assertIn(words, page)
        self.client.force_login(self.jisu)
        page = self.page()
        self.assertIn("09:00~18:00", page)
        for words in ("고물류", "병가", "박민호"):
            self.assertNotIn(words, page)

    def test_holidays_and_what_is_strange_are_told(self):
        plan(self.jisu, week={day: {"shifts": [["08:00", "21:00"]]} for day in
                              ("mon", "tue", "wed", "thu", "fri")})  # fmt: skip
        calendar = self.onnuri.calendar
        assert calendar is not None
        calendar.country, calendar.days_off = "KR", ["2026-12-22 창립 기념일"]
        calendar.save()
        self.client.force_login(self.minho)
        page = self.page("/shifts/?week=2026-12-21")
        for words in ("기독탄신일", "창립 기념일", "주 52시간"):
            self.assertIn(words, page)

    def test_my_day_tells_the_shift_of_today(self):
        self.client.force_login(self.jisu)
        self.assertNotIn("day-worked", self.page("/my-day/"))
        plan(self.jisu)
        self.assertIn("오늘 내 근무: 09:00~18:00", self.page("/my-day/"))
        absence = absent(self.jisu, NOW.date(), part="afternoon")
        self.assertIn("오후 반차", self.page("/my-day/"))
        absence.part = "whole"
        absence.save()
        self.assertIn("오늘은 부재", self.page("/my-day/"))

    def test_a_week_that_is_none_is_this_week(self):
        self.client.force_login(self.minho)
        for asked in ("0001-01-01", "9999-12-31", "다음 주", "2026-13-01"):
            self.page(f"/shifts/?week={asked}&team=x")

    def test_who_is_not_active_is_not_in_the_week(self):
        plan(self.jisu)
        type(self.jisu).objects.get_queryset().filter(pk=self.jisu.pk).update(is_active=False)
        self.client.force_login(self.minho)
        self.assertNotIn("최지수", self.page())
        self.page(f"/shifts/{self.jisu.pk}/")


class ChangingTests(PlanningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.minho)
        self.place = f"/shifts/{self.jisu.pk}/"

    def test_a_usual_week_is_made_given_to_a_colleague_and_removed(self):
        said = {"begins_on": "2026-12-07", "mon_shifts": "9-18", "mon_breaks": "12-13"}
        self.assertRedirects(self.client.post(f"{self.place}patterns/new/", said), self.place)
        row = ShiftPattern.objects.get()
        path = f"{self.place}patterns/{row.pk}/"
        self.assertContains(self.client.get(path), "09:00~18:00")
        for member, many in ((self.cole.pk, 2), ("x", 2), (self.eve.pk, 2)):
            self.client.post(f"{path}copies/", {"member": member})
            self.assertEqual(ShiftPattern.objects.count(), many)
        self.client.post(f"{path}removal/")
        self.assertEqual(ShiftPattern.objects.get().member, self.cole)

    def test_a_wrong_week_keeps_what_was_typed_and_says_where(self):
        said = {"begins_on": "2026-12-07", "mon_shifts": "9-9", "tue_shifts": "10-19"}
        response = self.client.post(f"{self.place}patterns/new/", said)
        self.assertContains(response, "시작하는 시각과 끝나는 시각이 같습니다", status_code=422)
        self.assertContains(response, 'value="10-19"', status_code=422)

    def test_a_date_is_otherwise_swapped_and_as_usual_again(self):
        plan(self.jisu)
        path = f"{self.place}days/2026-12-07/"
        self.assertContains(self.client.get(path), "09:00~18:00")
        self.client.post(path, {"kind": "changed", "shifts": "10-19", "note": "병원"})
        self.assertEqual(ShiftDay.objects.get().note, "병원")
        self.client.post(f"{path}usual/")
        self.client.post(f"{path}swap/", {"partner": self.minho.pk})
        self.assertEqual(ShiftDay.objects.filter(kind="swap").count(), 2)
        for partner in ("", "x", "9" * 30):
            self.assertEqual(
                self.client.post(f"{path}swap/", {"partner": partner}).status_code, 302
            )
        wrong = self.client.post(path, {"kind": "extra", "shifts": ""})
        self.assertEqual(wrong.status_code, 422)

    def test_a_date_that_is_none_is_not_there(self):
        for day in ("2026-02-30", "20261207", "x", "0001-01-01"):
            self.assertEqual(self.client.get(f"{self.place}days/{day}/").status_code, 404)

    def test_an_absence_names_the_shifts_that_somebody_must_take(self):
        plan(self.jisu)
        said = {"kind": "vacation", "first_on": "2026-12-07", "part": "morning"}
        response = self.client.post(f"{self.place}absences/new/", said, follow=True)
        self.assertContains(response, "대신할 사람")
        self.assertContains(response, "오전 반차")
        row = Absence.objects.get()
        self.client.post(f"{self.place}absences/{row.pk}/removal/")
        self.assertFalse(Absence.objects.exists())

    def test_a_week_is_copied(self):
        plan(self.jisu)
        self.client.post(f"{self.place}days/2026-12-07/", {"kind": "off"})
        said = {"team": self.team.pk, "source": "2026-12-09", "target": "2026-12-16"}
        response = self.client.post("/shifts/copying/", said)
        self.assertRedirects(response, f"/shifts/?week=2026-12-14&team={self.team.pk}")
        self.assertEqual(self.there_on(date(2026, 12, 14)), [])
        same = self.client.post("/shifts/copying/", {**said, "target": "2026-12-10"})
        self.assertEqual(same.status_code, 422)

    def there_on(self, day: date) -> list[tuple[int, int]]:
        return Roster([self.jisu.pk], day, day).on(self.jisu.pk, day).there

    def test_an_agent_changes_nothing_and_reads_their_own(self):
        plan(self.jisu)
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get(self.place).status_code, 200)
        for path in ("patterns/new/", "days/2026-12-07/", "absences/new/"):
            self.assertEqual(self.client.post(self.place + path, {}).status_code, 404)
        self.assertEqual(self.client.get(f"/shifts/{self.minho.pk}/").status_code, 404)
        self.assertEqual(self.client.get("/shifts/coverage/").status_code, 404)


class NeededTests(PlanningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.minho)
        self.asked = f"?week={MONDAY}&team={self.team.pk}"

    def test_with_nothing_said_the_page_says_what_to_do(self):
        page = self.client.get(f"/shifts/coverage/{self.asked}")
        self.assertContains(page, f"/shifts/teams/{self.team.pk}/")

    def test_what_is_needed_stands_beside_what_is_planned(self):
        week = [0.0] * 168
        week[10] = 200.0
        self.demand("phone", given=week, handling_seconds=180, occupancy=100)
        plan(self.jisu)
        page = self.client.get(f"/shifts/coverage/{self.asked}")
        for words in ("−13", "1/14", "모자람", "13시간만큼 모자랍니다", "근무표가 없어"):
            self.assertContains(page, words)

    def test_a_forecast_with_its_error_or_how_little_there_is(self):
        self.assertContains(self.client.get(f"/shifts/forecast/{self.asked}"), "아직 예측하지")
        write_history(self, 3)
        forecast(self.team)
        self.assertContains(self.client.get(f"/shifts/forecast/{self.asked}"), "아직 적습니다")
        write_history(self, 9)
        forecast(self.team)
        page = self.client.get(f"/shifts/forecast/{self.asked}")
        self.assertContains(page, "지난주 그대로")
        self.assertContains(page, "WAPE")

    def test_needs_are_saved_by_who_leads_the_team_and_read_by_others(self):
        path = f"/shifts/teams/{self.team.pk}/"
        self.assertEqual(self.client.get(path).status_code, 200)
        self.assertEqual(self.client.post(path, SAID).status_code, 302)
        self.assertEqual(Demand.objects.filter(is_on=True).count(), 2)
        wrong = self.client.post(path, {**SAID, "phone-arrivals": "x"})
        self.assertContains(wrong, "숫자 일곱 개가 아닙니다", status_code=422)
        self.client.force_login(self.member("lead", "다른팀장", Role.LEAD, teams=[]))
        self.assertEqual(self.client.get(path).status_code, 200)
        self.assertEqual(self.client.post(path, {**SAID, "shrinkage": "1"}).status_code, 403)
        self.assertEqual(TeamPlan.objects.get().shrinkage, 25)
