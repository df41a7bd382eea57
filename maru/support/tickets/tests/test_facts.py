"""The facts in the header over HTTP."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from maru.records.customers.recognition import recognise
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Ticket
from maru.support.tickets.moving import move
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class FactTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def post(self, fact, value=None, **more):
        data = {} if value is None else {"value": value}
        return self.client.post(
            f"/tickets/{self.ticket.pk}/{fact}/", {**data, **more}, headers=HTMX
        )

    def now(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)

    def test_solving_offers_the_way_back(self):
        response = self.post("solution")
        self.assertContains(response, "해결했습니다.")
        self.assertContains(response, f'hx-delete="/tickets/{self.ticket.pk}/solution/"')
        self.assertEqual(self.now().status, Status.SOLVED)
        self.client.delete(f"/tickets/{self.ticket.pk}/solution/", headers=HTMX)
        self.assertEqual(self.now().status, Status.OPEN)

    def test_each_fact_changes_and_the_header_says_so(self):
        for fact, value, words in [
            ("wait", "on_hold", "보류"),
            ("priority", "4", "긴급"),
            ("kind", "complaint", "불만"),
            ("subject", "새 제목", "새 제목"),
            ("tags", "환불, VIP 고객", "vip-고객"),
            ("assignee", self.minho.pk, "박민호"),
            ("team", self.team.pk, "교환·환불팀"),
        ]:
            self.assertContains(self.post(fact, value), words)

    def test_only_colleagues_of_the_brand_can_have_it(self):
        self.assertEqual(self.post("assignee", self.eve.pk).status_code, 422)
        self.assertEqual(self.post("team", self.secret_team.pk).status_code, 422)
        self.assertIsNone(self.now().assignee)

    def test_an_impossible_value_changes_nothing(self):
        for fact, value in [("priority", "9"), ("kind", "x"), ("wait", "solved"), ("subject", "")]:
            self.assertEqual(self.post(fact, value).status_code, 422, fact)
        self.assertFalse(self.ticket.is_done)

    def test_following_and_no_longer(self):
        self.post("following")
        self.assertIn(self.jisu, self.now().followers.all())
        self.post("following", undo="1")
        self.assertNotIn(self.jisu, self.now().followers.all())

    def test_a_colleague_asked_to_look_on_sees_the_ticket(self):
        path = f"/tickets/{self.ticket.pk}/"
        self.client.force_login(self.cole)
        self.assertEqual(self.client.get(path).status_code, 404)
        self.client.force_login(self.jisu)
        self.post("followers", self.cole.pk)
        self.client.force_login(self.cole)
        page = self.client.get(path)
        self.assertContains(page, "메모만 쓸 수 있는 역할입니다")
        self.assertNotContains(page, "haneul.kim@example.com")

    def test_asking_nobody_to_look_on_says_what_to_do(self):
        for value in (None, ""):
            refused = self.post("followers", value)
            self.assertContains(refused, "동료를 먼저 고르세요.", status_code=422)

    def test_the_composer_says_what_a_reply_does_to_a_ticket_that_is_done(self):
        waiting = self.post("wait", "pending")
        self.assertContains(waiting, 'id="if-answered" hx-swap-oob="true" hidden')
        solved = self.post("solution")
        self.assertContains(solved, "답장하면 이 문의가 다시 열리고")
        self.assertContains(solved, "내가 답변을 보내도 다시 열립니다")
        late = timedelta(days=self.onnuri.reopen_days, seconds=1)
        Ticket.objects.filter(pk=self.ticket.pk).update(solved_at=timezone.now() - late)
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "지금 고객이 답장하면 이 문의를 잇는 새 문의가 됩니다.")

    def test_an_analyst_changes_nothing(self):
        self.client.force_login(self.member("an", "분석", Role.ANALYST))
        for fact in ["solution", "closure", "priority", "tags", "assignee", "team", "subject"]:
            self.assertEqual(self.post(fact, "1").status_code, 404, fact)

    def test_two_who_solve_at_once_see_the_same_end(self):
        self.post("solution")
        self.client.force_login(self.minho)
        self.assertContains(self.post("solution"), "해결")
        self.assertEqual(self.now().status, Status.SOLVED)


class PlacingTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.message = self.ticket.messages.get()

    def test_a_message_is_detached_and_moved_back(self):
        path = f"/tickets/{self.ticket.pk}/messages/{self.message.pk}/detachment/"
        response = self.client.post(path, headers=HTMX)
        self.message.refresh_from_db()
        own = self.message.ticket_id
        self.assertNotEqual(own, self.ticket.pk)
        undo = f"/tickets/{own}/messages/{self.message.pk}/placement/?to={self.ticket.pk}&back=1"
        self.assertContains(response, undo.replace("&", "&amp;"))
        self.assertEqual(self.client.post(undo, headers=HTMX).status_code, 204)
        self.message.refresh_from_db()
        self.assertEqual(self.message.ticket_id, self.ticket.pk)

    def test_nothing_moves_to_a_ticket_one_does_not_see(self):
        path = f"/tickets/{self.ticket.pk}/messages/{self.message.pk}/placement/"
        both = {"requester": self.kim, "subject": "x", "text": "y"}
        foreign = self.at_the_other_brand()
        hidden = open_ticket(by=self.sora, brand=self.onnuri, team=self.secret_team, **both)
        for number in [foreign.pk, hidden.pk, "999999", "나무", ""]:
            self.assertEqual(self.client.post(path, {"to": number}, headers=HTMX).status_code, 422)

    def test_nothing_moves_to_another_brand_though_one_sees_both(self):
        self.client.force_login(self.sora)
        foreign = self.at_the_other_brand()
        path = f"/tickets/{self.ticket.pk}/messages/{self.message.pk}/placement/"
        answer = self.client.post(path, {"to": foreign.pk}, headers=HTMX)
        self.assertEqual(answer.status_code, 422)
        with self.assertRaises(PermissionDenied):
            move(self.message, foreign, by=self.sora)

    def test_no_ticket_is_opened_for_the_customer_of_another_brand(self):
        with self.assertRaises(PermissionDenied):
            open_ticket(by=self.sora, brand=self.haneul, requester=self.kim, subject="x", text="y")

    def at_the_other_brand(self) -> Ticket:
        there = recognise("email", "haneul.kim@example.com", brand=self.haneul)
        return open_ticket(by=self.sora, brand=self.haneul, requester=there, subject="x", text="y")
