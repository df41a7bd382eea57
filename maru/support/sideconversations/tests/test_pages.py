"""Side conversations in the page of a ticket, and beside it."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from maru.kit.blobs import store
from maru.kit.conditions import Asking
from maru.support.exports.columns import named, rows_of
from maru.support.sideconversations.models import SideConversation, SideDraft
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Attachment, Ticket
from maru.support.tickets.vocabulary import TICKETS

HTMX = {"HX-Request": "true"}


class PageTests(SideTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.place = reverse("sideconversations:of_ticket", args=[self.ticket.pk])

    def test_asked_from_the_page_with_files_of_the_ticket_and_the_customers_words(self):
        message = self.ticket.messages.first()
        Attachment.keep(message, [NewFile("깨진 뚜껑.txt", "text/plain", 5,
                                          store().put_stream(iter([b"photo"]))[0])])  # fmt: skip
        key = Attachment.objects.get().key
        response = self.client.post(
            self.place,
            {"to": VENDOR, "subject": "재고", "text": "있나요?", "quoting": "1", "picked": key,
             "attached": SimpleUploadedFile("도면.txt", b"plan")},
        )  # fmt: skip
        side = SideConversation.objects.get()
        self.assertRedirects(response, reverse("sideconversations:show", args=[side.pk]))
        sent = side.newest.delivery.content
        self.assertEqual({file.name for file in sent.files}, {"깨진 뚜껑.txt", "도면.txt"})
        self.assertIn("> 방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.", sent.text)
        self.assertNotIn("김하늘", sent.text)

    def test_files_of_other_tickets_do_not_go_along(self):
        response = self.client.post(
            self.place, {"to": VENDOR, "text": "있나요?", "picked": "nothing"}
        )
        self.assertEqual(response.status_code, 422)
        self.assertFalse(SideConversation.objects.exists())

    def test_what_is_wrong_is_said_and_what_was_typed_stays(self):
        response = self.client.post(self.place, {"to": "없는 사람", "text": "여기 있어요"})
        self.assertContains(response, "여기 있어요", status_code=422)
        self.assertContains(response, "없는 사람", status_code=422)

    def test_the_ticket_lists_them_and_says_that_it_waits(self):
        self.ask("고물류")
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, "뚜껑 재고")
        self.assertContains(page, 'id="side-list"')
        self.assertContains(self.client.get("/tickets/?view=all"), "side-count")
        self.assertContains(self.client.get(self.place, headers=HTMX), "고물류")

    def test_beside_the_ticket_and_on_a_page_of_its_own(self):
        side = self.ask()
        place = reverse("sideconversations:show", args=[side.pk])
        at = {**HTMX, "HX-Current-URL": f"http://testserver/tickets/{self.ticket.pk}/"}
        self.assertContains(self.client.get(place, headers=at), "data-side-drawer")
        self.assertContains(self.client.get(place), "<html")
        own = {**HTMX, "HX-Current-URL": f"http://testserver{place}"}
        answer = self.client.post(place, {"text": "급해요", "seen": side.newest.pk}, headers=own)
        self.assertNotContains(answer, "data-close-drawer")
        self.assertContains(answer, "급해요")

    def test_a_collision_keeps_what_was_typed(self):
        side = self.ask()
        seen = side.newest.pk
        self.arrive(VENDOR, "있습니다", side.newest.message_id)
        place = reverse("sideconversations:show", args=[side.pk])
        answer = self.client.post(place, {"text": "있나요?", "seen": seen}, headers=HTMX)
        self.assertContains(answer, "있습니다", status_code=409)
        self.assertEqual(SideDraft.objects.get().text, "있나요?")

    def test_a_draft_is_kept_and_comes_back(self):
        draft = reverse("sideconversations:beginning", args=[self.ticket.pk])
        body = "to=vendor%40parts.example&subject=%EC%9E%AC%EA%B3%A0&text=%EC%9E%88%EB%82%98"
        self.client.put(draft, body, content_type="application/x-www-form-urlencoded")
        page = self.client.get(reverse("sideconversations:new", args=[self.ticket.pk]))
        for part in (VENDOR, "재고", "있나"):
            self.assertContains(page, part)
        self.client.delete(draft)
        self.assertFalse(SideDraft.objects.exists())

    def test_done_and_open_again_people_in_and_out(self):
        side = self.ask()
        at = reverse("sideconversations:closure", args=[side.pk])
        self.client.post(at)
        self.assertTrue(SideConversation.objects.get().is_done)
        self.client.post(at, {"undo": "1"})
        self.assertFalse(SideConversation.objects.get().is_done)
        self.client.post(
            reverse("sideconversations:participants", args=[side.pk]), {"to": "고물류"}
        )
        self.assertEqual(side.participants.count(), 2)
        gone = side.participants.get(member=self.cole)
        self.client.post(reverse("sideconversations:participant", args=[side.pk, gone.pk]), {})
        self.assertEqual(side.participants.count(), 1)

    def test_solving_asks_about_what_is_open(self):
        self.ask()
        place = reverse("tickets:solution", args=[self.ticket.pk])
        self.assertContains(self.client.post(place, headers=HTMX), "뚜껑 재고", status_code=422)


class AskedOfTicketsTests(SideTestCase):
    def test_the_database_and_the_ticket_at_hand_give_one_answer(self):
        from maru.support.tickets.opening import open_ticket

        other = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim, subject="b",
                            text="b")  # fmt: skip
        self.ask()
        answered = self.ask(ticket=other)
        self.arrive(VENDOR, "네", answered.newest.message_id)
        closed = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim, subject="c",
                             text="c")  # fmt: skip
        self.ask(ticket=closed).close(by=self.jisu)
        expected = {"side_open": {self.ticket, other}, "side_waiting": {self.ticket},
                    "side_answered": {other}}  # fmt: skip
        for field, tickets in expected.items():
            asking = Asking(me=self.jisu.pk, now=timezone.now())
            condition = TICKETS.read({"field": field, "op": "is", "value": True})
            found = set(Ticket.objects.filter(TICKETS.query(condition, asking)))
            held = {t for t in Ticket.objects.all() if TICKETS.holds(condition, t, asking)}
            self.assertEqual((found, held), (tickets, tickets), field)
        asked = [each for each in named(["sides"], self.jisu) if each.name == "sides"]
        self.assertEqual([row[0] for row in rows_of([self.ticket, closed], asked)], ["0/1", "1/1"])


class RowTests(SideTestCase):
    def test_a_row_counts_what_is_open_in_a_list_and_beside_its_own_page(self):
        self.client.force_login(self.jisu)
        self.ask()
        for place in ("/tickets/?view=all", f"/tickets/{self.ticket.pk}/beside/?view=all"):
            self.assertContains(self.client.get(place), "열린 사이드 대화 1건")
        at = reverse("tickets:priority", args=[self.ticket.pk])
        changed = self.client.post(at, {"value": 3}, headers=HTMX)
        self.assertContains(changed, "열린 사이드 대화 1건")
