"""What may be about the same is suggested while one reads, cheaply, and only what one may see."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.kit.text.alike import is_near, likeness
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.models import ApiToken
from maru.staff.teams.models import Team
from maru.support.tickets.duplicates.dismissal import NotDuplicate
from maru.support.tickets.duplicates.suggesting import LATEST, duplicates_of
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

HTMX = {"HX-Request": "true"}


class DuplicatesTestCase(SupportTestCase):
    def open(self, subject="다른 제목", text="전혀 다른 이야기", days=0, **fields) -> Ticket:
        """Open a ticket of kim, ``days`` before self.ticket."""
        fields = {"requester": self.kim, "brand": self.onnuri, **fields}
        ticket = open_ticket(by=self.sora, subject=subject, text=text, **fields)
        at = self.ticket.created_at - timedelta(days=days)
        Ticket.objects.filter(pk=ticket.pk).update(created_at=at, updated_at=at)
        ticket.refresh_from_db()
        return ticket

    def found(self, ticket=None, member=None) -> list[tuple[int, str]]:
        suggested = duplicates_of(ticket or self.ticket, member or self.jisu)
        return [(each.ticket.pk, each.because) for each in suggested]


class SuggestingTests(DuplicatesTestCase):
    def test_the_same_customer_within_days(self):
        near, far = self.open(days=13), self.open("셋째", "주소를 바꿔 주세요", days=15)
        self.assertEqual(self.found(), [(near.pk, "same_customer")])
        self.assertEqual(self.found(far), [(near.pk, "same_customer")])

    def test_the_same_subject_and_near_words_from_longer_ago(self):
        subject = self.open(subject=f"RE: {self.ticket.subject}", days=100)
        words = self.open(text="방금 받았는데요, 뚜껑 손잡이 옆이 깨져 있습니다!!", days=90)
        self.open(subject=self.ticket.subject, days=200)
        self.assertEqual(self.found(), [(words.pk, "near_text"), (subject.pk, "same_subject")])

    def test_unsolved_first_then_the_likest_then_the_newest(self):
        solved = self.open(subject=self.ticket.subject, days=1)
        old, new = self.open(days=5), self.open(days=2)
        same = self.open(subject=self.ticket.subject, days=60)
        solved.solve(by=self.jisu)
        self.assertEqual([pk for pk, _ in self.found()], [same.pk, new.pk, old.pk, solved.pk])

    def test_at_most_five(self):
        for days in range(8):
            self.open(days=days)
        self.assertEqual(len(self.found()), 5)

    def test_nothing_beside_what_is_done_or_spam(self):
        self.open()
        self.ticket.solve(by=self.jisu)
        self.assertEqual(self.found(), [])
        self.ticket.reopen(by=self.jisu)
        self.ticket.mark_as_spam(by=self.jisu)
        self.assertEqual(self.found(), [])

    def test_not_what_is_linked_merged_spam_a_follow_up_or_of_somebody_else(self):
        self.open().link("related", self.ticket, by=self.jisu)
        self.open().mark_as_spam(by=self.jisu)
        self.open().merge_into(self.open(days=30), by=self.jisu)
        Ticket.objects.filter(pk=self.ticket.pk).update(follow_up_of=self.open())
        park = recognise(ContactKind.EMAIL, "park@example.net", brand=self.onnuri)
        self.open(subject=self.ticket.subject, requester=park)
        self.ticket.refresh_from_db()
        self.assertEqual(self.found(), [])

    def test_who_wrote_counts_although_the_ticket_is_anothers(self):
        other = self.open()
        park = recognise(ContactKind.EMAIL, "park@example.net", brand=self.onnuri)
        self.ticket.give_to_customer(park, by=self.jisu)
        self.assertEqual(self.found(), [(other.pk, "same_customer")])

    def test_not_the_same_mail_in_another_teams_mailbox(self):
        stock = Channel.objects.create(
            address="stock@onnuri.example", brand=self.onnuri, team=Team.objects.create(name="물류")
        )
        both = "support@onnuri.example, stock@onnuri.example"
        raw = mail("어디로", To=both, Subject="어디로", Message_ID="<both@x>", sender="a@b.example")
        accept([Letter(raw, (self.mailbox.pk, stock.pk))])
        open_waiting()
        one, two = Message.objects.filter(message_id="both@x")
        self.assertNotEqual(one.ticket, two.ticket)
        self.assertEqual(self.found(one.ticket), [])

    def test_only_what_one_may_see(self):
        hidden = self.open(team=self.secret_team)
        self.assertEqual(self.found(), [])
        self.assertEqual(self.found(member=self.sora), [(hidden.pk, "same_customer")])

    def test_however_many_there_are_it_costs_the_same(self):
        self.open()
        self.found()  # what the member may is asked once
        with CaptureQueriesContext(connection) as few:
            self.found()
        now = timezone.now()
        Ticket.objects.bulk_create(
            Ticket(subject=str(n), brand=self.onnuri, requester=self.kim, updated_at=now)
            for n in range(300)
        )
        with CaptureQueriesContext(connection) as many:
            self.found()
        self.assertEqual(len(many), len(few))
        self.assertLessEqual(len(many), 5)

    def test_the_customers_tickets_are_read_from_their_index_alone(self):
        with CaptureQueriesContext(connection) as queries:
            self.found()
        [sql] = [q["sql"] for q in queries if "first_words" in q["sql"]]
        self.assertIn(f"LIMIT {LATEST}", sql)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                plan = [row[3] for row in cursor.fetchall()]
            self.assertTrue(any("tickets_of_requester" in step for step in plan), plan)
            self.assertFalse(any("SCAN" in step and "tickets_" in step for step in plan), plan)
            self.assertFalse(any("TEMP B-TREE FOR ORDER" in step for step in plan), plan)


class DismissalTests(DuplicatesTestCase):
    def test_said_once_it_counts_for_both_and_for_everybody(self):
        other = self.open()
        self.assertIs(NotDuplicate.say(other, self.ticket, by=self.jisu), True)
        self.assertIs(NotDuplicate.say(self.ticket, other, by=self.minho), False)
        self.assertEqual((self.found(), self.found(other, self.minho)), ([], []))
        for ticket in (self.ticket, other):
            self.assertEqual(Event.of(ticket).filter(verb="ticket.not_duplicate").count(), 1)

    def test_taken_back_it_is_suggested_again(self):
        other = self.open()
        NotDuplicate.say(other, self.ticket, by=self.jisu)
        self.assertIs(NotDuplicate.take_back(self.ticket, other, by=self.jisu), True)
        self.assertIs(NotDuplicate.take_back(self.ticket, other, by=self.jisu), False)
        self.assertEqual(self.found(), [(other.pk, "same_customer")])

    def test_a_ticket_and_itself_is_no_pair(self):
        self.assertIs(NotDuplicate.say(self.ticket, self.ticket, by=self.jisu), False)


class PageTests(DuplicatesTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.other = self.open(subject="<i>또</i>")
        self.path = f"/tickets/{self.ticket.pk}/duplicates/"

    def test_the_page_asks_for_them_and_they_lead_to_both_side_by_side(self):
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), f'hx-get="{self.path}"')
        page = self.client.get(self.path, headers=HTMX)
        self.assertContains(page, "&lt;i&gt;또&lt;/i&gt;")
        self.assertContains(page, f"/merger/?with={self.other.pk}")

    def test_one_is_dismissed_and_brought_back(self):
        dismissal = f"{self.path}{self.other.pk}/dismissal/"
        gone = self.client.post(dismissal, headers=HTMX)
        self.assertNotContains(gone, "&lt;i&gt;또")
        self.assertContains(gone, f'hx-delete="{dismissal}"')
        self.assertContains(self.client.delete(dismissal, headers=HTMX), "&lt;i&gt;또")

    def test_hidden_ones_are_not_there_to_be_dismissed(self):
        self.other.hand_to(self.secret_team, by=self.sora)
        self.assertNotContains(self.client.get(self.path, headers=HTMX), "&lt;i&gt;또")
        answer = self.client.post(f"{self.path}{self.other.pk}/dismissal/", headers=HTMX)
        self.assertEqual((answer.status_code, NotDuplicate.objects.count()), (404, 0))

    def test_in_the_api(self):
        key = ApiToken.issue(self.jisu, ["tickets:read", "tickets:write"])
        headers, api = {"Authorization": f"Bearer {key}"}, f"/api/v1{self.path.rstrip('/')}"
        items = self.client.get(api, headers=headers).json()["items"]
        self.assertEqual(
            [(i["number"], i["because"], i["status"]) for i in items],
            [(self.other.pk, "same_customer", "new")],
        )
        dismissal = f"{api}/{self.other.pk}/dismissal"
        self.assertEqual(self.client.post(dismissal, headers=headers).status_code, 204)
        self.assertEqual(self.client.get(api, headers=headers).json(), {"items": []})
        self.assertEqual(self.client.delete(dismissal, headers=headers).status_code, 204)
        self.assertEqual(len(self.client.get(api, headers=headers).json()["items"]), 1)
        self.other.hand_to(self.secret_team, by=self.sora)
        self.assertEqual(self.client.post(dismissal, headers=headers).status_code, 404)


class AlikeTests(DuplicatesTestCase):
    def test_spaces_signs_and_case_count_nothing(self):
        self.assertEqual(likeness("환불 해주세요!", "환불해주세요"), 1.0)
        self.assertEqual(likeness("WHERE is it", "where IS it?"), 1.0)

    def test_near_and_far(self):
        said = "어제 주문한 무쇠 냄비의 뚜껑 손잡이가 깨져서 왔습니다"
        self.assertTrue(
            is_near(said, "어제 주문한 무쇠냄비 뚜껑 손잡이가 깨져 왔습니다. 확인해 주세요")
        )
        self.assertFalse(is_near(said, "배송지를 회사로 바꾸고 싶어요. 오늘 보내시나요?"))
        self.assertFalse(is_near("", ""))
        self.assertFalse(is_near("네", "네, 좋아요"))
        self.assertTrue(is_near("감사합니다", "감사합니다!"))

    def test_any_bytes_and_any_length_are_quick(self):
        self.assertGreater(likeness("\x00\ud83d" + "가나" * 100_000, "가나" * 100_000), 0.9)
