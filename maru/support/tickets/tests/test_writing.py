"""The composer over HTTP: answers, notes, drafts, and what stops them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.records.channels.models import Delivery
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft, Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_road import mail

HTMX = {"HX-Request": "true"}


class WritingTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"
        self.seen = self.ticket.last_public_id

    def write(self, text, *, headers=HTMX, **fields):
        data = {"mode": "reply", "text": text, "seen": self.seen, "shown": self.seen, **fields}
        return self.client.post(f"{self.page}messages/", data, headers=headers)

    def test_an_answer_appears_at_once_and_is_queued(self):
        response = self.write("{{customer.name}}님, 보내 드리겠습니다.", then="pending")
        self.assertContains(response, "김하늘님, 보내 드리겠습니다.")
        self.assertContains(response, 'id="composer"')
        self.assertEqual(Delivery.objects.count(), 1)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Status.PENDING)

    def test_without_a_script_the_answer_leads_back_to_the_page(self):
        response = self.write("보내 드리겠습니다.", headers={})
        self.assertRedirects(response, f"{self.page}#composer", fetch_redirect_response=False)

    def test_a_note_is_sent_to_nobody(self):
        self.assertContains(self.write("재고 3개", mode="note"), "고객에게 보이지 않음")
        self.assertEqual(Delivery.objects.count(), 0)

    def test_what_is_called_a_note_and_a_reply_at_once_is_a_note(self):
        for mode in (["note", "reply"], ["reply", "note"]):
            self.assertContains(self.write("재고 3개", mode=mode), "고객에게 보이지 않음")
            self.client.put(f"{self.page}draft/", f"mode={mode[0]}&mode={mode[1]}&text=재고")
            self.assertEqual(Draft.objects.get().direction, Direction.INTERNAL)
        self.assertEqual(Delivery.objects.count(), 0)

    def test_what_htmx_brings_holds_no_second_choice(self):
        choice = 'select name="mode"'
        self.assertContains(self.client.get(self.page), choice)
        self.assertNotContains(self.write("재고 3개", mode="note"), choice)

    def test_an_unknown_placeholder_stops_it_and_keeps_the_words(self):
        response = self.write("{{customer.shoe}}님")
        self.assertContains(response, "{{customer.shoe}} 자리표시자는 없습니다", status_code=422)
        self.assertEqual(response["HX-Retarget"], "#composer-notice")
        self.assertEqual(Draft.objects.get().text, "{{customer.shoe}}님")
        self.assertEqual(Message.objects.filter(direction=Direction.TO_CUSTOMER).count(), 0)

    def test_what_came_meanwhile_is_shown_before_anything_is_sent(self):
        self.ticket.reply("제가 먼저 답했습니다.", by=self.minho)
        response = self.write("늦은 답변")
        self.assertContains(response, "제가 먼저 답했습니다.", status_code=409)
        self.assertEqual(Draft.objects.get(member=self.jisu).text, "늦은 답변")
        self.ticket.refresh_from_db()
        again = self.write("늦은 답변", seen_anyway=self.ticket.last_public_id)
        self.assertEqual(again.status_code, 200)
        self.assertContains(again, "제가 먼저 답했습니다.")
        self.assertFalse(Draft.objects.filter(member=self.jisu).exists())

    def test_a_second_newer_message_stops_it_again(self):
        self.ticket.reply("하나", by=self.minho)
        self.ticket.refresh_from_db()
        known = self.ticket.last_public_id
        self.ticket.reply("둘", by=self.minho)
        self.assertContains(self.write("답", seen_anyway=known), "둘", status_code=409)

    def test_files_go_along_under_harmless_names(self):
        upload = SimpleUploadedFile("../../견\u202e적서.pdf", b"%PDF-1.4 text")
        self.assertEqual(self.write("첨부합니다", attached=upload).status_code, 200)
        file = Message.objects.latest("id").attachments.get()
        self.assertEqual((file.name, file.content_type), ("견적서.pdf", "application/pdf"))
        self.assertEqual(Delivery.objects.get().content.files[0].name, "견적서.pdf")

    def test_files_that_no_mail_carries_are_refused_in_words(self):
        big = SimpleUploadedFile("영상.mp4", b"0" * 18_000_001)
        self.assertContains(self.write("첨부", attached=big), "파일이 너무 큽니다", status_code=422)

    def test_nobody_to_answer_is_said(self):
        self.kim.contact_points.all().delete()
        self.assertContains(self.write("답"), "이메일 주소가 없습니다", status_code=422)
        self.mailbox.is_active = False
        self.mailbox.save()
        self.assertContains(self.write("답"), "보낼 메일 주소가 없습니다", status_code=422)

    def test_nothing_is_not_sent(self):
        self.assertContains(self.write(" \n "), "내용을 적은 뒤", status_code=422)

    def test_a_trainee_cannot_answer_nor_an_analyst_note(self):
        self.client.force_login(self.member("tr", "수습", Role.TRAINEE))
        self.assertEqual(self.write("답").status_code, 403)
        self.assertEqual(self.write("메모", mode="note").status_code, 200)
        self.client.force_login(self.member("an", "분석", Role.ANALYST))
        self.assertEqual(self.write("메모", mode="note").status_code, 403)

    def test_a_draft_is_kept_restored_and_gone_once_sent(self):
        self.client.put(f"{self.page}draft/", "text=%EC%93%B0%EB%8A%94+%EC%A4%91&mode=note")
        self.assertContains(self.client.get(self.page), "쓰는 중")
        self.assertEqual(Draft.objects.get().direction, Direction.INTERNAL)
        self.write("다 썼음", mode="note")
        self.assertFalse(Draft.objects.exists())

    def test_a_draft_is_its_writers_alone(self):
        Draft.keep(self.ticket, self.minho, "민호의 비밀 초안", "out")
        self.assertNotContains(self.client.get(self.page), "민호의 비밀 초안")


class SendingTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.answer = self.ticket.reply("보냅니다", by=self.jisu)
        self.path = f"/tickets/{self.ticket.pk}/messages/{self.answer.pk}/sending/"

    def test_a_failed_answer_says_so_and_goes_again(self):
        Delivery.objects.update(state="failed", error="550 no such user")
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "550 no such user")
        self.assertContains(page, "다시 보내기")
        self.assertEqual(self.client.post(self.path, headers=HTMX).status_code, 200)
        self.assertEqual(Delivery.objects.get().state, "queued")

    def test_what_is_on_its_way_is_not_sent_twice(self):
        response = self.client.post(self.path, headers=HTMX)
        self.assertContains(response, "이미 보내는 중", status_code=422)

    def test_another_agents_answer_is_for_a_lead_to_repeat(self):
        Delivery.objects.update(state="unknown")
        self.client.force_login(self.member("other", "다른", Role.AGENT))
        self.assertEqual(self.client.post(self.path).status_code, 404)
        self.client.force_login(self.minho)
        self.assertEqual(self.client.post(self.path).status_code, 302)

    def test_a_bounce_is_said_under_the_answer(self):
        Delivery.objects.update(state="sent", bounced_at=self.answer.created_at)
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "반송됨")

    def test_what_others_report_is_said_under_the_answer(self):
        for told, words in [
            ("delayed_at", "상대 서버가 계속 시도"),
            ("delivered_at", "도착했습니다"),
            ("read_at", "읽었습니다"),
            ("complained_at", "스팸으로 신고"),
        ]:
            Delivery.objects.update(state="sent", **{told: self.answer.created_at})
            self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), words)


class PeopleTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        message = self.mail_in(mail("참조로", Subject="참조", Cc="doyun@example.com"))
        assert message is not None
        self.ticket = message.ticket
        self.path = f"/tickets/{self.ticket.pk}/participants/"

    def test_somebody_in_cc_gets_answers_only_once_let_in(self):
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "함께 받게 하기")
        response = self.client.post(self.path, {"address": "doyun@example.com"}, headers=HTMX)
        self.assertContains(response, "doyun@example.com")
        self.assertEqual([p.address for p in self.ticket.admitted()], ["doyun@example.com"])
        person = self.ticket.admitted()[0]
        self.client.delete(f"{self.path}{person.pk}/", headers=HTMX)
        self.assertEqual(self.ticket.admitted(), [])

    def test_a_trainee_lets_nobody_in(self):
        self.client.force_login(self.member("tr", "수습", Role.TRAINEE))
        response = self.client.post(self.path, {"address": "doyun@example.com"})
        self.assertEqual(response.status_code, 404)
