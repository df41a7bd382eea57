"""From the page to the ticket: nothing comes in before its link was opened (S4)."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from maru.extensions.webform.confirming import expire_late
from maru.extensions.webform.linking import mail_links
from maru.extensions.webform.models import LinkedAddress, Submission
from maru.extensions.webform.restored import hold_links
from maru.extensions.webform.tests.cast import WORDS, WebFormTestCase, made_form
from maru.kit.blobs import store
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.autoanswers.models import AutoAnswer, Wording
from maru.support.tickets.choices import Source
from maru.support.tickets.composing import channel_of
from maru.support.tickets.models import Message, Ticket


class RoadTests(WebFormTestCase):
    def test_a_confirmed_form_becomes_a_ticket_with_its_words_and_files(self):
        photo = SimpleUploadedFile("../뚜껑.txt", "깨짐".encode(), "text/html")
        one = self.sent(files=[photo])
        self.assertEqual(one.envelope.state, EnvelopeState.UNCONFIRMED)
        (link,) = self.links()
        message = self.confirmed(one, link)
        self.assertEqual((message.text, message.from_name), (WORDS["message"], WORDS["name"]))
        self.assertEqual(message.written_at, one.created_at)
        ticket = message.ticket
        self.assertEqual((ticket.subject, ticket.source), (WORDS["subject"], Source.FORM))
        self.assertEqual((ticket.team, ticket.brand), (self.team, self.onnuri))
        self.assertEqual(ticket.requester.contact_points.get().value, WORDS["email"])
        file = message.attachments.get()
        self.assertEqual((file.name, file.content_type), ("뚜껑.txt", "text/plain"))
        self.assertEqual(store().read(file.sha256), "깨짐".encode())
        self.assertEqual(message.findings, [{"by": "authentication", "link": "pass",
                                             "verified": True}])  # fmt: skip
        self.assertEqual(message.warnings, [])

    def test_its_message_says_that_it_came_by_a_form(self):
        one = self.sent()
        (link,) = self.links()
        ticket = self.confirmed(one, link).ticket
        self.client.force_login(self.jisu)
        for language, words in (("ko", "문의 양식"), ("en", "Web form")):
            self.jisu.language = language
            self.jisu.save()
            page = self.client.get(f"/tickets/{ticket.number}/")
            self.assertContains(page, f"<span>{words}</span>", count=1)

    def test_before_the_link_nothing_becomes_of_it(self):
        customers, tickets = Customer.objects.count(), Ticket.objects.count()
        one = self.sent()
        self.links()
        open_waiting()
        self.assertEqual(self.client.get(self.links()[0]).status_code, 200)
        self.assertEqual(self.client.head(self.links()[0]).status_code, 200)
        open_waiting()
        one.envelope.refresh_from_db()
        self.assertEqual(one.envelope.state, EnvelopeState.UNCONFIRMED)
        self.assertEqual((Customer.objects.count(), Ticket.objects.count()), (customers, tickets))

    def test_the_mail_holds_no_word_of_the_visitor_and_its_key_is_sealed(self):
        self.sent(name="이름카나리아", subject="제목카나리아", message="내용카나리아")
        (link,) = self.links()
        mail = Delivery.objects.get(message_id__startswith="form.")
        kept = str(mail.outgoing) + mail.subject + mail.content.letter
        for canary in ("이름카나리아", "제목카나리아", "내용카나리아"):
            self.assertNotIn(canary, kept)
        self.assertNotIn(link, str(mail.outgoing))
        self.assertEqual(mail.recipients, [WORDS["email"]])
        self.assertEqual(mail.channel, self.mailbox)
        self.assertTrue(mail.content.is_automatic)
        self.assertIn("온누리 상점", mail.subject)

    def test_the_mail_speaks_the_language_of_the_page(self):
        self.send(to="/form/onnuri/?lang=en")
        mail_links()
        mail = Delivery.objects.get(message_id__startswith="form.")
        self.assertTrue(mail.subject.startswith("Please confirm"))

    def test_an_answer_goes_out_by_the_brands_mailbox(self):
        message = self.confirmed(self.sent(), self.links()[0])
        self.assertEqual(channel_of(message.ticket), self.mailbox)
        answer = message.ticket.reply("새로 보내 드릴게요.", by=self.jisu)
        self.assertEqual(answer.delivery.recipients, [WORDS["email"]])
        self.assertEqual(answer.delivery.channel, self.mailbox)

    def test_an_acknowledgement_follows_a_confirmed_form(self):
        Wording.objects.create(brand=self.onnuri, is_on=True)
        message = self.confirmed(self.sent(), self.links()[0])
        self.assertTrue(AutoAnswer.objects.filter(message=message).exists())

    def test_pressing_twice_is_one_form(self):
        stamp = self.stamp()
        for _ in range(3):
            self.assertEqual(self.send(stamp=stamp).status_code, 200)
        self.assertEqual((Submission.objects.count(), Envelope.objects.count()), (1, 1))
        self.assertEqual(len(self.links()), 1)

    def test_the_same_words_in_two_pages_are_two(self):
        self.sent()
        self.sent()
        self.assertEqual(Envelope.objects.filter(state=EnvelopeState.UNCONFIRMED).count(), 2)

    def test_a_link_used_twice_lets_in_once(self):
        one = self.sent()
        (link,) = self.links()
        self.confirmed(one, link)
        again = self.client.post(link, {"letter": one.pk})
        self.assertContains(again, "문의가 접수되었습니다")
        open_waiting()
        self.assertEqual(Message.objects.filter(envelope=one.envelope).count(), 1)

    def test_a_made_up_link_opens_nothing(self):
        self.assertEqual(self.client.get("/form/confirm/made-up/").status_code, 404)
        self.assertEqual(self.client.post("/form/confirm/made-up/").status_code, 404)

    def test_a_link_expires_and_says_so(self):
        one = self.sent()
        (link,) = self.links()
        Submission.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertEqual(self.client.get(link).status_code, 410)
        self.assertEqual(self.client.post(link, {"letter": one.pk}).status_code, 410)
        self.assertEqual(expire_late(), 1)
        one.envelope.refresh_from_db()
        self.assertEqual(
            (one.envelope.state, one.envelope.reason), (EnvelopeState.DISCARDED, "expired")
        )
        self.assertEqual(Event.of(one.envelope).get().verb, "envelope.discarded")
        self.assertEqual(self.client.get(link).status_code, 410)

    def test_bytes_are_on_disk_before_the_visitor_hears_so(self):
        one = self.sent()
        self.assertIn(WORDS["message"].splitlines()[1].encode(), store().read(one.envelope.sha256))


class LimitTests(WebFormTestCase):
    def test_one_address_gets_one_mail_an_hour_over_all_forms(self):
        other = made_form(self.haneul, "haneul")
        self.sent()
        self.sent()
        self.send(to="/form/haneul/", stamp=self.stamp(other))
        self.assertEqual(len(self.links()), 1)
        self.assertEqual(Submission.objects.filter(mailed_at=None).count(), 2)

    def test_the_page_of_the_link_shows_what_else_waits_from_that_address(self):
        first = self.sent(subject="첫 문의")
        (link,) = self.links()
        page = self.send(subject="둘째 문의")
        self.assertContains(page, "이미 보냈습니다")
        second = Submission.objects.latest("id")
        page = self.client.get(link)
        self.assertContains(page, "첫 문의")
        self.assertContains(page, "둘째 문의")
        self.assertEqual(page.content.decode().count(" checked"), 1)
        self.client.post(link, {"letter": [first.pk, second.pk]})
        open_waiting()
        self.assertEqual(Message.objects.filter(envelope__channel__kind="form").count(), 2)

    def test_a_link_never_lets_in_what_another_address_sent(self):
        self.sent()
        strange = self.sent(email="other@example.com")
        self.client.post(self.links()[0], {"letter": strange.pk})
        strange.envelope.refresh_from_db()
        self.assertEqual(strange.envelope.state, EnvelopeState.UNCONFIRMED)

    def test_a_link_of_one_brand_shows_nothing_of_another(self):
        other = made_form(self.haneul, "haneul")
        self.send(to="/form/haneul/", stamp=self.stamp(other), subject="다른 브랜드")
        elsewhere = Submission.objects.get()
        Submission.objects.update(due_at=None)
        self.sent()
        (link,) = self.links()
        self.assertNotContains(self.client.get(link), "다른 브랜드")
        self.client.post(link, {"letter": elsewhere.pk})
        elsewhere.envelope.refresh_from_db()
        self.assertEqual(elsewhere.envelope.state, EnvelopeState.UNCONFIRMED)

    def test_a_page_of_a_link_stays_short_and_holds_its_own(self):
        first = self.sent(subject="처음")
        (link,) = self.links()
        for number in range(25):
            said = {**WORDS, "stamp": self.stamp(), "subject": f"더 {number}"}
            self.client.post("/form/onnuri/", said, REMOTE_ADDR=f"10.0.{number}.1")
        page = self.client.get(link).content.decode()
        self.assertEqual(page.count('name="letter"'), 20)
        self.assertIn(f'value="{first.pk}" checked', page)

    def test_the_hour_is_an_hour_and_the_day_has_three(self):
        began = timezone.now()
        mailed = [
            minutes
            for minutes in (0, 59, 61, 119, 122, 183, 300, 23 * 60 + 59, 24 * 60 + 1)
            if LinkedAddress.take_turn("v@x.example", began + timedelta(minutes=minutes))
        ]
        self.assertEqual(mailed, [0, 61, 122, 24 * 60 + 1])

    def test_a_form_that_waited_is_mailed_when_its_turn_comes(self):
        self.sent()
        self.links()
        waiting = self.sent()
        mail_links()
        waiting.refresh_from_db()
        self.assertGreater(waiting.due_at, timezone.now() + timedelta(minutes=50))
        later = timezone.now() + timedelta(hours=1, minutes=1)
        Submission.objects.filter(pk=waiting.pk).update(due_at=timezone.now())
        LinkedAddress.objects.update(last_at=later - timedelta(hours=2, minutes=2))
        self.assertEqual(len(self.links()), 2)

    @override_settings(FORM_LINKS_AN_HOUR=1)
    def test_the_brake_holds_links_back_and_loses_none(self):
        self.sent()
        mail_links()
        held = self.sent(email="second@example.com")
        mail_links()
        held.refresh_from_db()
        self.assertIsNone(held.mailed_at)
        self.assertGreater(held.due_at, timezone.now())

    def test_a_network_that_sends_too_much_waits_and_keeps_its_words(self):
        for number in range(10):
            self.sent(email=f"v{number}@example.com")
        page = self.send(message="열한 번째")
        self.assertEqual(page.status_code, 429)
        self.assertContains(page, "열한 번째", status_code=429)
        self.assertGreater(int(page["Retry-After"]), 0)
        self.assertEqual(Submission.objects.count(), 10)

    def test_a_clock_that_is_set_back_keeps_nobody_from_their_link(self):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            self.sent()
            self.links()
        self.sent()
        self.assertEqual(len(self.links()), 2)

    def test_a_restored_form_gets_no_link_by_itself(self):
        one = self.sent()
        self.assertEqual(hold_links(timezone.now()), 1)
        self.assertEqual(self.links(), [])
        one.envelope.refresh_from_db()
        self.assertEqual(one.envelope.state, EnvelopeState.UNCONFIRMED)

    def test_a_flood_of_posts_mails_each_victim_once(self):
        for number in range(60):
            said = {**WORDS, "stamp": self.stamp(), "email": f"v{number % 6}@x.example"}
            self.client.post("/form/onnuri/", said, REMOTE_ADDR=f"10.0.{number}.1")
        self.links()
        to = [m.recipients[0] for m in Delivery.objects.filter(message_id__startswith="form.")]
        self.assertEqual(sorted(to), [f"v{n}@x.example" for n in range(6)])
