from maru.kit.blobs import store
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Envelope
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.passes import pass_to
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.console.raw_head import readable_head

HEAD = b"From: haneul.kim@example.com\r\nSubject: <script>alert(1)</script>\x1b[31m\xe2\x80\xae\r\n"


class QuarantineTests(SupportTestCase):
    def setUp(self) -> None:
        raw = HEAD + b"X: 1\r\n" * 40_000 + b"\r\nbody\r\n"
        self.mail_in(raw, mail_from="haneul.kim@example.com")
        self.envelope = Envelope.objects.get(state=EnvelopeState.QUARANTINED)
        self.address = f"/console/quarantine/{self.envelope.pk}/"
        self.client.force_login(self.minho)

    def test_the_list_says_why_in_words(self):
        page = self.client.get("/console/quarantine/")
        self.assertContains(page, self.address)
        self.assertContains(page, "haneul.kim@example.com")
        self.assertNotContains(page, self.envelope.reason)

    def test_it_says_how_much_was_too_much_and_keeps_the_raw_words_for_operators(self):
        page = self.client.get(self.address)
        self.assertContains(page, "머리글이 100 KB를 넘습니다.")
        self.assertContains(page, f"headers_too_large: {self.envelope.detail}")
        self.client.force_login(self.jisu)
        page = self.client.get(self.address)
        self.assertContains(page, "머리글이 100 KB를 넘습니다.")
        self.assertNotContains(page, self.envelope.detail)

    def test_the_head_is_text_whatever_is_in_it(self):
        page = self.client.get(self.address)
        self.assertContains(page, "&lt;script&gt;alert(1)")
        for character in ("\x1b", "\u202e", "<script>alert"):
            self.assertNotContains(page, character)
        self.assertLessEqual(len(readable_head(store(), self.envelope.sha256)), 40 * 301)

    def test_reading_it_enters_the_ledger(self):
        self.client.get(self.address)
        record = AccessRecord.objects.get()
        self.assertEqual((record.what, record.customers), ("raw", [self.kim.pk]))

    def test_the_raw_mail_is_a_download_sent_by_the_front(self):
        answer = self.client.get(self.raw(self.envelope.pk))
        self.assertEqual(answer["Content-Type"], "message/rfc822")
        self.assertIn("attachment", answer["Content-Disposition"])
        self.assertEqual(answer["X-Maru-Send-File"], str(store().path(self.envelope.sha256)))

    def raw(self, envelope: int | None) -> str:
        return pass_to(self.minho, "channels:envelope_raw", envelope)

    def test_discarding_needs_a_reason_and_can_be_undone(self):
        self.assertEqual(self.client.post(self.address + "discarding/").status_code, 422)
        self.client.post(self.address + "discarding/", {"reason": "광고입니다"})
        self.envelope.refresh_from_db()
        self.assertEqual(self.envelope.state, EnvelopeState.DISCARDED)
        self.assertContains(self.client.get(self.address), "광고입니다")
        self.assertContains(self.client.get("/console/quarantine/?state=discarded"), self.address)
        self.client.delete(self.address + "discarding/")
        self.envelope.refresh_from_db()
        self.assertEqual(self.envelope.state, EnvelopeState.QUARANTINED)
        verbs = list(Event.of(self.envelope).values_list("verb", flat=True))
        self.assertEqual(verbs, ["envelope.discarded", "envelope.restored"])

    def test_retrying_opens_it_again(self):
        self.client.post(self.address + "retries/")
        self.envelope.refresh_from_db()
        self.assertEqual(self.envelope.state, EnvelopeState.RECEIVED)
        self.assertEqual(self.client.get(self.address).status_code, 200)

    def test_an_agent_may_look_but_not_act(self):
        self.client.force_login(self.jisu)
        page = self.client.get(self.address)
        self.assertNotContains(page, "discarding")
        self.assertNotContains(page, "/pass/envelope/")
        by_hand = pass_to(self.jisu, "channels:envelope_raw", self.envelope.pk)
        self.assertEqual(self.client.get(by_hand).status_code, 404)
        self.assertEqual(self.client.post(self.address + "retries/").status_code, 404)
        self.assertEqual(
            self.client.post(self.address + "discarding/", {"reason": "x"}).status_code, 404
        )

    def test_for_others_it_does_not_exist(self):
        for somebody in (self.eve, self.cole):
            self.client.force_login(somebody)
            by_hand = pass_to(somebody, "channels:envelope_raw", self.envelope.pk)
            for path in (self.address, by_hand, self.raw(self.envelope.pk)):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_the_raw_mail_of_a_hidden_ticket_is_hidden_too(self):
        opened = self.mail_in(b"From: haneul.kim@example.com\r\nSubject: x\r\n\r\nhello\r\n")
        assert isinstance(opened, Message)
        address = self.raw(opened.envelope_id)
        self.assertEqual(self.client.get(address).status_code, 200)
        opened.ticket.hand_to(self.secret_team, by=self.minho)
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_unread_mail_to_a_private_team_is_hidden_from_others(self):
        self.mailbox.team = self.secret_team
        self.mailbox.save()
        self.assertEqual(self.client.get(self.address).status_code, 404)
        self.assertNotContains(self.client.get("/console/quarantine/"), self.address)
        self.secret_team.members.add(self.minho)
        self.assertEqual(self.client.get(self.address).status_code, 200)
