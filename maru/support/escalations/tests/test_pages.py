"""The panel of a ticket: its chain, the forms, and what is wrong in words."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from maru.kit.conditions import Asking
from maru.support.escalations.models import Escalation, EscalationPath
from maru.support.escalations.tests.cast import EscalatingTestCase
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS


class PanelTests(EscalatingTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"
        self.here = f"{self.page}escalations/"

    def hand_up(self, **fields):
        given = {"level": self.second.pk, "reason": "로그 확인", "within": "2시간", "seen": "0"}
        return self.client.post(f"{self.here}new/", {**given, **fields}, headers=HTMX)

    def test_without_a_path_there_is_no_panel(self):
        self.assertContains(self.client.get(self.page), 'id="panel-escalations"')
        EscalationPath.objects.all().delete()
        self.assertNotContains(self.client.get(self.page), 'id="panel-escalations"')

    def test_the_form_offers_the_next_level_with_its_deadline(self):
        form = self.client.get(f"{self.here}new/", headers=HTMX)
        self.assertContains(form, f'<option value="{self.second.pk}" selected>2. 2차 기술</option>')
        self.assertContains(form, 'value="4시간"')
        self.assertNotContains(form, 'name="words"')

    def test_another_level_asks_anew_and_keeps_what_was_typed(self):
        typed = {"level": self.vendor.pk, "reason": "쓰던 글", "words": "긴 질문 " * 3_000}
        form = self.client.post(f"{self.here}new/?anew=1", typed, headers=HTMX)
        self.assertEqual(form.status_code, 200)
        # Not in an address: it is too long for one, and would stand in the logs of proxies.
        first = self.client.get(f"{self.here}new/", headers=HTMX)
        self.assertContains(first, f'hx-post="{self.here}new/?anew=1"')
        self.assertNotContains(first, f'hx-get="{self.here}new/')
        self.assertFalse(Escalation.objects.exists())
        self.assertContains(form, 'name="words"')
        self.assertContains(form, "쓰던 글")

    def test_it_is_handed_up_and_the_chain_says_who_answers(self):
        self.assertEqual(self.hand_up().status_code, 200)
        self.assertEqual(Escalation.objects.get().goal, 2 * 60 * 60)
        chain = self.client.get(self.here, headers=HTMX)
        self.assertContains(chain, "로그 확인")
        self.assertContains(chain, "“2차 기술”에서 누군가 맡을 때까지")
        self.assertContains(self.client.get(self.page), "2차 기술")

    def test_what_is_missing_is_told_at_its_field(self):
        for fields, words in [
            ({"reason": " "}, "왜 올리는지"), ({"within": ""}, "얼마 안에"),
            ({"within": "곧"}, "이렇게 적어 주세요"), ({"level": "0"}, "다른 단계를"),
            ({"level": "x"}, "다른 단계를"), ({"within": "99999시간"}, "1년까지만"),
            ({"level": self.vendor.pk}, "물어볼 내용을"), ({"seen": "99"}, "다시 보세요"),
        ]:  # fmt: skip
            answer = self.hand_up(**fields)
            self.assertContains(answer, words, status_code=422)
            self.assertEqual(answer["HX-Retarget"], "#escalation-form")
        self.assertFalse(Escalation.objects.exists())

    def test_taken_given_back_and_taken_back_on_the_page(self):
        row = self.up(self.second)
        self.client.force_login(self.dan)
        self.client.post(f"{self.here}{row.pk}/taking/", headers=HTMX)
        self.assertEqual(self.now().assignee, self.dan)
        back = f"{self.here}{row.pk}/giving-back/"
        self.assertContains(self.client.get(back, headers=HTMX), 'name="note"')
        refused = self.client.post(back, {"note": " "}, headers=HTMX)
        self.assertContains(refused, "무엇이 되었는지", status_code=422)
        self.client.post(back, {"note": "2.1로 올려 주세요."}, headers=HTMX)
        self.assertEqual(self.now().assignee, self.jisu)
        self.assertContains(self.client.get(self.here, headers=HTMX), "2.1로 올려 주세요.")
        again = self.client.post(back, {"note": "또"}, headers=HTMX)
        self.assertContains(again, "이미 끝났습니다", status_code=422)

    def test_without_scripts_the_page_does_the_same(self):
        self.client.post(
            f"{self.here}new/", {"level": self.second.pk, "reason": "로그", "within": "1시간"}
        )
        row = Escalation.objects.get()
        self.assertContains(self.client.get(f"{self.here}{row.pk}/taking-back/"), "<form")
        self.client.post(f"{self.here}{row.pk}/taking-back/", {"note": "철회"})
        row.refresh_from_db()
        self.assertEqual(row.outcome, "taken_back")

    def test_who_does_not_see_the_ticket_any_more_is_led_to_the_list(self):
        self.tech.is_private = True
        self.tech.save()
        answer = self.hand_up()
        self.assertEqual(answer.status_code, 204)
        self.assertEqual(answer["HX-Redirect"], "/")
        self.assertEqual(self.client.get(self.page).status_code, 404)

    def test_strangers_find_nothing_and_readers_change_nothing(self):
        row = self.up(self.second)
        self.client.force_login(self.eve)
        for path in ("", "new/", f"{row.pk}/taking-back/"):
            self.assertEqual(self.client.get(self.here + path).status_code, 404)
        reader = self.member("anna", "분석가", "analyst")
        self.client.force_login(reader)
        self.assertContains(self.client.get(self.here, headers=HTMX), "2차 기술")
        self.assertEqual(self.client.get(f"{self.here}new/").status_code, 404)

    def test_a_row_of_the_list_says_at_which_level_it_is(self):
        self.up(self.second)
        self.assertContains(self.client.get("/"), "2차 기술")


class ConditionTests(EscalatingTestCase):
    def found(self, field: str, op: str = "is", value: object = True) -> bool:
        condition = TICKETS.read({"field": field, "op": op, "value": value})
        rows = Ticket.objects.filter(TICKETS.query(condition, Asking()))
        return rows.filter(pk=self.ticket.pk).exists()

    def test_views_ask_for_level_waiting_overdue_and_vendor(self):
        self.assertFalse(self.found("escalated"))
        row = self.up(self.second)
        self.assertTrue(self.found("escalated") and self.found("escalation_waiting"))
        self.assertTrue(self.found("escalation_level", "at_least", 2))
        self.assertFalse(self.found("escalation_level", "at_least", 3))
        self.assertFalse(self.found("escalation_overdue") or self.found("escalated_to_vendor"))
        past = timezone.now() - timedelta(minutes=1)
        Escalation.objects.filter(pk=row.pk).update(promised_at=past)
        self.assertTrue(self.found("escalation_overdue"))
        self.up(self.vendor, words="질문")
        self.assertTrue(self.found("escalated_to_vendor"))


HTMX = {"HX-Request": "true"}
