"""A file that is held back says why; only an administrator gets it, and says that they mean it."""

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.kit.blobs import store
from maru.kit.clamd.tests.scanners import EICAR
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.passes import pass_to
from maru.support.tickets.models import Attachment, Draft
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.viruses import ScannerMixin


class HeldFileTests(ScannerMixin, SupportTestCase):
    def setUp(self):
        super().setUp()
        self.file = self.infected()
        self.page = f"/files/{self.file.key}/"

    def by(self, member):
        self.client.force_login(member)
        return self.client

    def bytes_by(self, member):
        return self.client.get(pass_to(member, "tickets:attachment", self.file.key), follow=True)

    def test_nobody_gets_it_and_the_page_says_why(self):
        for member in (self.jisu, self.minho, self.sora):
            response = self.by(member).get(pass_to(member, "tickets:attachment", self.file.key))
            self.assertRedirects(response, f"http://localhost:8000{self.page}", 302, 403,
                                 fetch_redirect_response=False)  # fmt: skip
            page = self.client.get(self.page)
            self.assertContains(page, "Eicar-Test", status_code=403)
            self.assertEqual("sure" in page.content.decode(), member == self.sora)
            for view in ("thumbnail", "inside"):
                given = pass_to(member, f"tickets:{view}", self.file.key)
                self.assertEqual(self.client.get(given).status_code, 404)
        self.assertEqual(self.by(self.eve).get(self.page).status_code, 404)

    def test_the_ticket_names_the_virus(self):
        page = self.by(self.jisu).get(f"/tickets/{self.file.message.ticket_id}/")
        self.assertContains(page, "Eicar-Test")
        self.assertContains(page, self.page)

    def test_an_administrator_who_means_it_gets_it_and_the_ledger_knows(self):
        client = self.by(self.sora)
        self.assertEqual(client.post(f"{self.page}taking/").status_code, 422)
        response = client.post(f"{self.page}taking/", {"sure": "1"}, follow=True)
        self.assertEqual(response["X-Maru-Send-File"], str(store().path(self.file.sha256)))
        self.assertEqual(response["Content-Type"], "application/octet-stream")
        record = AccessRecord.objects.get(what="held_file")
        self.assertEqual((record.member_id, record.customers), (self.sora.pk, [self.kim.pk]))
        for member in (self.jisu, self.minho):
            self.assertEqual(
                self.by(member).post(f"{self.page}taking/", {"sure": "1"}).status_code, 404
            )
            given = pass_to(member, "desk:held_bytes", self.file.key)
            self.assertEqual(self.client.get(given).status_code, 404)

    def test_the_mail_as_it_came_is_held_with_it(self):
        message = self.file.message
        for view, what in [
            ("tickets:raw", message.pk),
            ("channels:envelope_raw", message.envelope_id),
        ]:
            response = self.by(self.minho).get(pass_to(self.minho, view, what))
            self.assertEqual(response["Location"], f"http://localhost:8000{self.page}")
        self.file.release(by=self.sora)
        response = self.client.get(pass_to(self.minho, "tickets:raw", message.pk))
        self.assertIn("X-Maru-Send-File", response)

    def test_release_and_back(self):
        self.assertEqual(self.by(self.minho).post(f"{self.page}release/").status_code, 404)
        self.by(self.sora).post(f"{self.page}release/")
        self.by(self.jisu)
        self.assertEqual(self.bytes_by(self.jisu).status_code, 200)
        self.assertContains(self.by(self.sora).get(self.page), "undo")
        self.client.post(f"{self.page}release/", {"undo": "1"})
        self.assertEqual(self.by(self.jisu).get(self.page).status_code, 403)
        self.assertEqual(Event.objects.filter(verb__startswith="ticket.file_").count(), 2)


class UploadTests(ScannerMixin, SupportTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.jisu)

    def reply(self, *files):
        return self.client.post(
            f"/tickets/{self.ticket.number}/messages/",
            {"text": "사진을 보냅니다", "mode": "reply", "seen": self.ticket.last_public_id or 0,
             "attached": [SimpleUploadedFile(name, data) for name, data in files]},
            headers={"HX-Request": "true"},
        )  # fmt: skip

    def test_a_virus_is_refused_in_words_and_what_was_typed_stays(self):
        before = self.ticket.messages.count()
        response = self.reply(("good.txt", b"good"), ("나쁜.zip", EICAR))
        self.assertContains(response, "나쁜.zip", status_code=422)
        self.assertContains(response, "Eicar-Test", status_code=422)
        self.assertEqual(self.ticket.messages.count(), before)
        self.assertEqual(Draft.objects.get().text, "사진을 보냅니다")
        self.assertFalse(Attachment.objects.exists())

    def test_what_is_clean_goes_at_once_and_is_scanned_once(self):
        self.assertLess(self.reply(("good.txt", b"good")).status_code, 400)
        self.assertEqual(Attachment.objects.get().scan_state, "clean")
        self.assertEqual(self.scanner.scanned, [b"good"])

    def test_a_scanner_that_is_away_keeps_nobody_waiting(self):
        self.scanner.fault = "refuse"
        self.assertLess(self.reply(("good.txt", b"good")).status_code, 400)
        self.assertEqual(Attachment.objects.get().scan_state, "waiting")
        self.scanner.fault = ""  # it rests from asking: what comes next waits for the worker too
        self.ticket.refresh_from_db()
        self.assertLess(self.reply(("other.txt", b"other")).status_code, 400)
        self.assertEqual(self.scanner.scanned, [])

    def test_a_ticket_by_hand_is_refused_with_its_field(self):
        response = self.client.post(
            "/tickets/new/",
            {"brand": self.onnuri.pk, "customer": self.kim.pk, "subject": "전화", "text": "뚜껑",
             "source": "phone", "priority": 2, "kind": "question",
             "attached": SimpleUploadedFile("bad.zip", EICAR)},
        )  # fmt: skip
        self.assertContains(response, "bad.zip", status_code=422)
        self.assertContains(response, "뚜껑", status_code=422)
