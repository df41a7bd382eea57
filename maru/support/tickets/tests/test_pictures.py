"""Pictures within what is written: sent ahead, shown in their place, in the mail by their ids."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.records.channels.models import Delivery
from maru.support.tickets.choices import Direction
from maru.support.tickets.models import Draft, Message, PendingFile
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_files import picture

HTMX = {"HX-Request": "true"}


class PictureTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def send(self, data: bytes | None = None, name: str = "뚜껑.png", page: str = ""):
        upload = SimpleUploadedFile(name, picture() if data is None else data)
        return self.client.post(f"{page or self.page}draft/pictures/", {"picture": upload})

    def write(self, html: str, **fields):
        given = {"mode": "reply", "text": "글", "html": html, "shown": 0,
                 "seen": self.ticket.last_public_id} | fields  # fmt: skip
        return self.client.post(f"{self.page}messages/", given, headers=HTMX)

    def test_it_is_shown_to_its_writer_while_it_is_written(self):
        sent = self.send()
        self.assertEqual(sent.status_code, 201, sent.content)
        shown = self.client.get(sent.json()["address"])
        self.assertEqual((shown.status_code, shown["Content-Type"]), (200, "image/png"))
        self.client.force_login(self.minho)
        self.assertEqual(self.client.get(sent.json()["address"]).status_code, 404)

    def test_a_draft_shows_it_in_its_place_and_not_below(self):
        key = self.send().json()["key"]
        html = f'<div><img src="cid:{key}" alt="뚜껑.png"></div>'
        Draft.objects.update(html=html, text="[뚜껑.png]")
        page = self.client.get(self.page)
        self.assertContains(page, f"cid:{key}")
        self.assertContains(page, "/pass/begun/")
        self.assertNotContains(page, f'id="kept-{key}"')

    def test_it_goes_out_within_the_mail_and_stands_in_the_conversation(self):
        key = self.send().json()["key"]
        html = f'<div>보세요 <img src="cid:{key}" alt="뚜껑.png"></div>'
        shown = self.write(html)
        self.assertContains(shown, "/pass/inside/")
        self.assertNotContains(shown, 'class="attachments"')
        message = Message.objects.latest("id")
        self.assertIn("보세요 [뚜껑.png]", message.text)
        file = message.attachments.get()
        self.assertEqual((file.content_id, file.is_inline), (key, True))
        sent = Delivery.objects.get().outgoing
        self.assertIn(f'src="cid:{key}@onnuri.example"', sent["html"])
        self.assertEqual(sent["files"][0]["content_id"], f"{key}@onnuri.example")
        self.assertEqual((Draft.objects.count(), PendingFile.objects.count()), (0, 0))

    def test_a_file_beside_stays_beside(self):
        key = self.send().json()["key"]
        beside = SimpleUploadedFile("견적서.txt", b"1")
        shown = self.write(f'<img src="cid:{key}" alt="x">', attached=beside)
        self.assertContains(shown, "견적서.txt")
        kinds = {
            file.name: file.content_id for file in Message.objects.latest("id").attachments.all()
        }
        self.assertEqual(kinds, {"뚜껑.png": key, "견적서.txt": ""})

    def test_one_that_nobody_sent_stops_it_in_words(self):
        refused = self.write('<img src="cid:none" alt="x">')
        self.assertContains(refused, "더는 없어요", status_code=422)
        self.assertFalse(Message.objects.filter(direction=Direction.TO_CUSTOMER).exists())

    def test_anothers_is_not_to_be_had(self):
        key = self.send().json()["key"]
        self.client.force_login(self.minho)
        self.assertEqual(self.write(f'<img src="cid:{key}" alt="x">').status_code, 422)
        self.assertEqual(PendingFile.objects.count(), 1)

    def test_what_is_no_picture_is_refused_in_words(self):
        for data in (b"%PDF-1.4", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\nbroken", b""):
            refused = self.send(data)
            self.assertEqual(refused.status_code, 422, data)
            self.assertTrue(refused.json()["message"])
        self.assertEqual(PendingFile.objects.count(), 0)

    def test_a_ticket_that_is_not_theirs_takes_none(self):
        self.client.force_login(self.eve)
        self.assertEqual(self.send().status_code, 404)

    def test_taken_back_it_stands_in_its_place_again(self):
        key = self.send().json()["key"]
        html = f'<div><img src="cid:{key}" alt="뚜껑.png"></div>'
        files = PendingFile.take([], by=self.jisu, within=[key])
        said = Message(text="x", html=html).written
        message = self.ticket.reply(said, by=self.jisu, files=files, wait=timedelta(minutes=1))
        draft = self.ticket.take_back(message, by=self.jisu)
        self.assertEqual(draft.html, html)
        self.assertEqual(draft.files.get().key, key)
        self.assertContains(self.client.get(self.page), "/pass/begun/")
        self.assertContains(self.write(draft.html), "/pass/inside/")
