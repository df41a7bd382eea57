"""The pages of service levels: made, put in order, previewed, removed; bad input is told."""

from __future__ import annotations

from maru.staff.journal.models import Event
from maru.support.servicelevels.models import Recount, ServiceLevel
from maru.support.tickets.tests.cast import SupportTestCase

GIVEN = {"name": "기본", "is_on": "on", "first_reply": "1시간 30분", "warn_before": "10분",
         "tells": ["assignee"], "groups": "1", "join_0": "all"}  # fmt: skip
COMPLAINTS = {"row": "0", "group_0": "0", "field_0": "kind", "was_0": "kind", "op_0": "in",
              "value_0": "complaint"}  # fmt: skip


class ServiceLevelPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)
        self.new = "/console/service-levels/new/"

    def test_one_is_made_with_its_conditions_and_everything_is_worked_out_anew(self):
        self.client.post(self.new, {**GIVEN, **COMPLAINTS})
        level = ServiceLevel.objects.get()
        self.assertEqual((level.first_reply, level.warn_before), (90, 10))
        self.assertEqual(
            level.conditions, {"all": [{"field": "kind", "op": "in", "value": ["complaint"]}]}
        )
        self.assertTrue(Recount.objects.exists())
        self.assertEqual(Event.of(level).get().verb, "servicelevel.added")
        page = self.client.get(f"/console/service-levels/{level.pk}/")
        self.assertContains(page, "1시간 30분")

    def test_conditions_are_changed_and_the_journal_says_from_what(self):
        level = ServiceLevel.objects.create(name="기본", first_reply=90, warn_before=10)
        self.client.post(f"/console/service-levels/{level.pk}/", {**GIVEN, **COMPLAINTS})
        event = Event.of(level).get()
        self.assertEqual(event.before["conditions"], {})
        self.assertIn("complaint", str(event.after["conditions"]))

    def test_what_cannot_be_promised_is_told_in_words(self):
        for given, words in [
            ({"first_reply": "곧"}, "이렇게 적어 주세요"),
            ({"first_reply": ""}, "적어도 하나는"),
            ({"first_reply": "99999시간"}, "1년까지만"),
            ({"name": ""}, "필수"),
            ({**COMPLAINTS, "value_0": ""}, "조건을 다시"),
            ({**COMPLAINTS, "field_0": "created", "was_0": "created", "op_0": "within",
              "value_0": "3"}, "조건으로 쓸 수 없습니다"),
        ]:  # fmt: skip
            answer = self.client.post(self.new, {**GIVEN, **given})
            self.assertContains(answer, words, status_code=422)
        self.assertFalse(ServiceLevel.objects.exists())

    def test_the_preview_counts_and_saves_nothing(self):
        answer = self.client.post(self.new, {**GIVEN, "do": "preview"})
        self.assertContains(answer, "이미 넘긴 약속")
        self.assertContains(answer, "이 기준이 적용되는 미해결 문의</span><strong>1</strong>")
        self.assertFalse(ServiceLevel.objects.exists() or Recount.objects.exists())

    def test_a_calendar_says_what_it_would_change(self):
        ServiceLevel.objects.create(name="기본", first_reply=90)
        place = f"/console/calendars/{self.onnuri.calendar_id}/"
        given = {"name": "늘", "time_zone": "Asia/Seoul", "mon": "0-24", "do": "preview"}
        answer = self.client.post(place, given)
        self.assertContains(answer, "시각이 달라지는 약속")
        self.onnuri.calendar.refresh_from_db()
        self.assertNotEqual(self.onnuri.calendar.name, "늘")

    def test_the_order_is_changed(self):
        first = ServiceLevel.objects.create(name="가", place=1, first_reply=1)
        second = ServiceLevel.objects.create(name="나", place=2, first_reply=1)
        self.client.post(f"/console/service-levels/{second.pk}/place/")
        self.assertEqual(list(ServiceLevel.objects.all()), [second, first])
        page = self.client.get("/console/service-levels/")
        self.assertLess(page.content.index("나".encode()), page.content.rindex("가".encode()))

    def test_one_is_removed(self):
        level = ServiceLevel.objects.create(name="기본", first_reply=1)
        self.client.post(f"/console/service-levels/{level.pk}/removal/")
        self.assertFalse(ServiceLevel.objects.exists())

    def test_what_asks_for_a_field_that_is_gone_is_marked(self):
        gone = {"field": "fields.gone", "op": "is", "value": "x"}
        level = ServiceLevel.objects.create(name="옛것", first_reply=1, conditions=gone)
        self.assertContains(self.client.get("/console/service-levels/"), "없어진 것을")
        page = self.client.get(f"/console/service-levels/{level.pk}/")
        self.assertEqual(page.status_code, 200)

    def test_others_do_not_get_here(self):
        self.client.force_login(self.minho)
        self.assertEqual(self.client.get("/console/service-levels/").status_code, 404)
