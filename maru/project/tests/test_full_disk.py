"""D9 on the pages and the API: no room is said in words, reading goes on, nothing is half kept.

What the mail port says is in the e-mail extension's tests.
"""

from __future__ import annotations

import hashlib
import tempfile
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from maru.extensions.webform.models import Submission
from maru.extensions.webform.stamp import Stamp
from maru.extensions.webform.tests.cast import WORDS, made_form
from maru.kit.blobs import store
from maru.kit.blobs.tests.small_disk import small_disk
from maru.project.tests.test_front import ask, served
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import Attachment
from maru.support.tickets.tests.cast import LiveSupportTestCase

FULL = {"ko": "디스크", "en": "disk is full"}
FILE = bytes(range(256)) * 6_000  # 1.5 MB, more than fits


@pytest.mark.disk
class FullDiskTests(LiveSupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.number}/"

    def reply(self):
        return self.client.post(
            f"{self.page}messages/",
            {"text": "사진을 보냅니다", "mode": "reply", "seen": self.ticket.last_public_id or 0,
             "attached": SimpleUploadedFile("사진.bin", FILE)},
            headers={"HX-Request": "true"},
        )  # fmt: skip

    def test_a_web_form_is_told_and_everything_typed_stays(self) -> None:
        fresh = Stamp.new(made_form(self.onnuri, "onnuri").pk)
        stamp = Stamp(fresh.web_form, fresh.nonce, fresh.at - 5).written

        def send():
            file = SimpleUploadedFile("사진.bin", FILE)
            said = {**WORDS, "stamp": stamp, "files": file}
            return Client().post("/form/onnuri/?lang=ko", said)

        with small_disk() as (folder, make_room), self.settings(BLOBS=folder / "blobs"):
            page = send()
            self.assertContains(page, "지금은 저장할 수 없습니다", status_code=507)
            self.assertContains(page, "바꿔 주세요.", status_code=507)
            self.assertFalse(Submission.objects.exists())
            make_room()
            self.assertEqual(send().status_code, 200)

    def test_files(self) -> None:
        token = ApiToken.issue(self.jisu, ["tickets:write"])
        api = Client(headers={"Authorization": f"Bearer {token}"})
        before = self.ticket.messages.count()
        with small_disk() as (folder, make_room), self.settings(BLOBS=folder / "blobs"):
            for language in ["ko", "en"]:
                self.jisu.language = language
                self.jisu.save()
                # The composer stays with what was typed, and says why: 422.
                self.assertContains(self.reply(), FULL[language], status_code=422)
            answer = api.post("/api/v1/files", {"file": SimpleUploadedFile("a.bin", FILE)})
            self.assertEqual((answer.status_code, answer.json()["error"]["code"]),
                             (507, "storage_full"))  # fmt: skip
            self.assertEqual(self.client.get(self.page).status_code, 200)
            self.assertEqual(self.ticket.messages.count(), before)
            make_room()
            self.assertLess(self.reply().status_code, 400)
            kept = Attachment.objects.latest("id")
            self.assertEqual(kept.sha256, hashlib.sha256(FILE).hexdigest())
            self.assertEqual(store().read(kept.sha256), FILE)
            self.assertEqual(list((folder / "blobs" / "incoming").iterdir()), [])
        self.assertEqual(self.ticket.messages.count(), before + 1)

    def test_temporary_files(self) -> None:
        large = b"x" * 990_000
        with (
            small_disk() as (folder, make_room),
            served() as port,
            patch.object(tempfile, "tempdir", str(folder)),
            patch("maru.project.front.spooling.IN_MEMORY", 1000),
        ):
            fill(folder)
            status, page = ask(port, body=large)
            self.assertEqual(status, 507)
            self.assertIn(FULL["ko"], page.decode())
            self.assertEqual(ask(port)[0], 200)
            (folder / "fill").unlink()
            make_room()
            self.assertEqual(ask(port, body=large), (200, b"read 990000"))


def fill(folder) -> None:
    """Leave no room for more."""
    try:
        with (folder / "fill").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    except OSError:
        pass
