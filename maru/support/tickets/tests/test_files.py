"""Files of messages: served only to who may see them, and never as a page (S7)."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from maru.kit.blobs import store
from maru.staff.journal.models import AccessRecord
from maru.staff.members.passes import pass_to
from maru.support.tickets import files
from maru.support.tickets.models import Attachment
from maru.support.tickets.tests.cast import SupportTestCase

SCRIPT = b"<script>alert(1)</script>"


def picture(kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (50, 30), "teal").save(out, kind)
    return out.getvalue()


class FileTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def attached(self, name: str, data: bytes) -> Attachment:
        note = self.ticket.note(
            "파일", by=self.jisu, files=files.keep([SimpleUploadedFile(name, data)])
        )
        return note.attachments.get()

    def path(self, file: Attachment, view: str = "attachment") -> str:
        return pass_to(self.jisu, f"tickets:{view}", file.key)

    def test_a_file_is_a_download_sent_by_the_front(self):
        file = self.attached("견적서 1.pdf", b"%PDF-1.4 x")
        response = self.client.get(self.path(file))
        self.assertEqual(response["X-Maru-Send-File"], str(store().path(file.sha256)))
        self.assertEqual(
            response["Content-Disposition"],
            "attachment; filename*=utf-8''%EA%B2%AC%EC%A0%81%EC%84%9C%201.pdf",
        )
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertTrue(
            response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        )
        self.assertEqual(AccessRecord.objects.get(what="file").customers, [self.kim.pk])

    def test_anothers_link_is_nothing(self):
        file = self.attached("a.png", picture())
        for reader in (self.eve, self.minho):  # minho may see the file, by an address of his own
            self.client.force_login(reader)
            for view in ["attachment", "thumbnail", "inside"]:
                self.assertEqual(self.client.get(self.path(file, view)).status_code, 404)
        self.client.logout()
        for view in ["attachment", "thumbnail"]:
            self.assertEqual(self.client.get(self.path(file, view)).status_code, 404)

    def test_what_a_browser_might_run_leaves_as_plain_bytes(self):
        for name, data in [
            ("page.html", b"<html>" + SCRIPT),
            ("page.txt", b"  \n<html>" + SCRIPT),
            ("page.png", b"<html>" + SCRIPT),
            ("both.gif", b"GIF89a/*" + b"\x00" * 20 + b"*/" + SCRIPT),
            ("pic.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
            ("pic.svg", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
            ("feed.xml", b"<?xml version='1.0'?><a/>"),
            ("doc.pdf", b"%PDF-1.4 /JavaScript (app.alert(1))"),
            ("run.js", b"alert(1)"),
            (".htaccess", b"AddType text/html .pht"),
            ("x.pht", b"<?php system($_GET[0]) ?>"),
        ]:
            with self.subTest(name):
                response = self.client.get(self.path(self.attached(name, data)))
                self.assertNotIn("html", response["Content-Type"])
                self.assertNotIn("svg", response["Content-Type"])
                self.assertNotIn("xml", response["Content-Type"])
                self.assertTrue(response["Content-Disposition"].startswith("attachment"))

    def test_names_cannot_leave_their_place(self):
        for name in [
            "../../etc/passwd", "..\\..\\win.ini", "a\x00.png", "a\u200b.htaccess", "\u202egnp.exe",
            'a"\r\nSet-Cookie: x=1', "x" * 4096 + ".png", "CON", "nul.txt", ".", "..", "   ",
            "％2e％2e／x",
        ]:  # fmt: skip
            upload = SimpleUploadedFile("x", b"text")
            upload._name = name  # as a hand-made request would say it
            with self.subTest(name):
                kept = files.keep([upload])[0].name
                self.assertNotRegex(kept, r"[\\/\x00-\x1f\u200b\u202e\"]")
                self.assertTrue(0 < len(kept) <= 120 and kept.strip(". "))

    def test_a_picture_is_shown_as_we_drew_it(self):
        file = self.attached("a.png", picture() + SCRIPT)
        response = self.client.get(self.path(file, "thumbnail"))
        self.assertEqual(response["Content-Type"], "image/png")
        self.assertNotIn(b"script", response.content)
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")

    def test_a_pass_opens_what_it_was_made_for(self):
        file = self.attached("a.png", picture())
        path = pass_to(self.jisu, "tickets:inside", file.key, alone=True)
        frame = Client()  # sandboxed: it sends no cookies
        self.assertEqual(frame.get(path).status_code, 200)
        for other in ("outside", "thumbnail", "attachment"):
            wrong = path.replace("inside", other)
            self.assertEqual(frame.get(wrong).status_code, 404, other)
        self.ticket.hand_to(self.secret_team, by=self.minho)
        self.assertEqual(frame.get(path).status_code, 404)

    def test_what_is_no_picture_is_not_shown(self):
        for name, data in [("a.svg", b"<svg/>"), ("a.png", b"\x89PNG\r\n\x1a\n" + SCRIPT)]:
            self.assertEqual(
                self.client.get(self.path(self.attached(name, data), "thumbnail")).status_code, 404
            )

    def test_a_file_that_the_disk_lost_is_not_there(self):
        file = self.attached("a.txt", b"only here")
        store().path(file.sha256).unlink()
        self.assertEqual(self.client.get(self.path(file)).status_code, 404)
