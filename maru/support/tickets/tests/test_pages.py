"""The ticket page over HTTP: who sees it, what stands on it, what it costs."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.staff.journal.models import AccessRecord
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_road import mail


class PageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def test_it_shows_the_conversation_and_the_customer(self):
        response = self.client.get(self.page)
        self.assertContains(response, "방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.")
        self.assertContains(response, "haneul.kim@example.com")

    def test_who_may_not_see_it_gets_404_everywhere(self):
        self.client.force_login(self.eve)
        message = self.ticket.messages.get()
        for path in ["", "messages/?before=1", f"messages/{message.pk}/headers/"]:
            self.assertEqual(self.client.get(self.page + path).status_code, 404, path)
        for path in ["messages/", "draft/", "solution/", "tags/", "following/", "assignee/"]:
            self.assertEqual(self.client.post(self.page + path).status_code, 404, path)

    def test_reading_it_is_written_down(self):
        self.client.get(self.page)
        record = AccessRecord.objects.get(what="ticket")
        self.assertEqual((record.member_id, record.customers), (self.jisu.pk, [self.kim.pk]))

    def test_its_queries_do_not_grow_with_the_conversation(self):
        self.ticket.note("첫 메모", by=self.jisu)
        self.ticket.assign(self.minho, by=self.jisu)
        with CaptureQueriesContext(connection) as few:
            self.client.get(self.page)
        for number in range(10):
            self.ticket.note(f"메모 {number}", by=self.minho)
            self.ticket.reply(f"답변 {number}", by=self.jisu)
            self.ticket.set_priority(1 + number % 4, by=self.jisu)
        with self.assertNumQueries(len(few)):
            self.client.get(self.page)
        self.assertLess(len(few), 60)  # each panel beside it asks once

    def test_a_long_conversation_opens_at_its_newest_fifty(self):
        Message.objects.bulk_create(
            Message(
                ticket=self.ticket, direction=Direction.INTERNAL, member=self.jisu, text=f"줄 {n}."
            )
            for n in range(120)
        )
        page = self.client.get(self.page)
        self.assertContains(page, "줄 119.")
        self.assertNotContains(page, "줄 69.")
        first = re.search(r"\?before=(\d+)", page.content.decode())
        assert first is not None
        earlier = self.client.get(f"{self.page}messages/?before={first[1]}")
        self.assertContains(earlier, "줄 69.")
        self.assertContains(earlier, "줄 20.")
        self.assertNotContains(earlier, "줄 70.")

    def test_changes_are_told_in_words(self):
        self.ticket.set_priority(4, by=self.jisu)
        self.ticket.assign(self.minho, by=self.jisu)
        page = self.client.get(self.page)
        self.assertContains(page, "보통 → 긴급")
        self.assertContains(page, "없음 → 박민호")
        self.assertContains(page, "기록 2건")

    def test_a_mail_in_a_wrong_name_is_marked(self):
        first = self.mail_in(mail("뚜껑", Subject="파손", Message_ID="<a1@example.com>"))
        assert first is not None
        raw = mail("저도요", Subject="Re: 파손", In_Reply_To="<a1@example.com>")
        stranger = self.mail_in(raw.replace(b"haneul.kim@example.com", b"eve@evil.example"))
        assert stranger is not None
        page = self.client.get(f"/tickets/{stranger.ticket_id}/")
        self.assertContains(page, "다른 문의의 메시지를 가리킵니다")
        self.assertContains(page, f'href="/tickets/{first.ticket_id}/"')

    def test_an_analyst_reads_and_a_trainee_writes_notes(self):
        for role, words in [
            (Role.ANALYST, "읽기 전용 역할입니다"),
            (Role.TRAINEE, "메모만 쓸 수 있는 역할입니다"),
        ]:
            self.client.force_login(self.member(role, "누구", role))
            self.assertContains(self.client.get(self.page), words)

    def test_a_name_cannot_leave_its_place(self):
        self.kim.name = '"><img src=x onerror=alert(1)>'
        self.kim.save()
        self.ticket.rename("</title><script>alert(1)</script>", by=self.jisu)
        body = self.client.get(self.page).content.decode()
        self.assertNotIn("<img src=x", body)
        self.assertNotIn("<script>alert", body)


class ListBesideTests(SupportTestCase):
    def test_the_ticket_that_is_open_is_marked_in_the_list(self):
        self.client.force_login(self.jisu)
        response = self.client.get(f"/tickets/{self.ticket.pk}/?view=open")
        self.assertContains(response, f'id="row-{self.ticket.pk}"')
        self.assertContains(response, 'aria-current="true"')

    def test_a_view_that_is_not_known_shows_the_open_ones(self):
        self.ticket.set_status(Status.OPEN, by=self.jisu)
        self.client.force_login(self.jisu)
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/?view=x"), 'id="row-')

    def test_an_open_page_gets_what_is_new_and_the_state_of_what_was_sent(self):
        self.client.force_login(self.jisu)
        answer = self.ticket.reply("확인하겠습니다.", by=self.jisu)
        self.ticket.note("재고 3개", by=self.minho)
        path = f"/tickets/{self.ticket.pk}/messages/"
        news = self.client.get(path, {"shown": answer.pk})
        self.assertContains(news, "재고 3개")
        self.assertNotContains(news, "확인하겠습니다.")
        self.assertContains(news, f'id="delivery-{answer.pk}" hx-swap-oob')
        self.assertNotContains(news, 'id="composer"')

    def test_a_page_that_has_seen_everything_gets_no_message_again(self):
        self.client.force_login(self.jisu)
        last = self.ticket.messages.latest("id").pk
        news = self.client.get(f"/tickets/{self.ticket.pk}/messages/", {"shown": last})
        self.assertNotContains(news, 'class="message"')

    def test_news_of_a_ticket_is_for_those_who_may_see_it(self):
        self.client.force_login(self.eve)
        news = self.client.get(f"/tickets/{self.ticket.pk}/messages/", {"shown": "0"})
        self.assertEqual(news.status_code, 404)
