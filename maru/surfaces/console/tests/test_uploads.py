"""Large files of an import, by the page and by the API."""

import shutil
from collections import namedtuple
from unittest.mock import patch

from django.test import override_settings

from maru.extensions.email.models import MailImport, Upload
from maru.extensions.email.tests.imports import ImportCase, as_mbox, carried_out, old_mail
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import PendingFile
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.surfaces.api.tests.cast import Caller

UPLOADS = "/console/imports/uploads/"


class UploadPageTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.sora)
        self.mbox = as_mbox([old_mail("q"), old_mail("r", days=1)])

    def begin(self, **changes):
        given = {"name": "Inbox.mbox", "size": len(self.mbox), "modified": "17", **changes}
        return self.client.post(UPLOADS, given)

    def send(self, url, at, piece):
        kind = "application/octet-stream"
        return self.client.patch(f"{url}?at={at}", piece, content_type=kind)

    def test_a_large_file_is_sent_in_pieces_and_imported(self):
        told = self.begin().json()
        self.send(told["url"], 0, self.mbox[:200])
        page = self.client.get("/console/imports/new/")
        self.assertContains(page, "Inbox.mbox")
        self.assertEqual(self.begin().json()["received"], 200)
        self.assertEqual(self.send(told["url"], 300, b"x").status_code, 409)
        answer = self.send(told["url"], 200, self.mbox[200:]).json()
        self.assertTrue(answer["whole"])
        self.assertTrue(self.client.get(told["url"]).json()["whole"])  # its answer was lost
        given = {"channel": self.mailbox.pk, "closing": "old", "days": "", "keys": [told["key"]]}
        wrong = self.client.post("/console/imports/new/", {**given, "own": "kim at example"})
        self.assertContains(wrong, told["key"], status_code=422)  # goes along
        self.assertEqual(self.client.post("/console/imports/new/", given).status_code, 302)
        done = carried_out(MailImport.objects.get())
        self.assertEqual((done.name, done.messages), ("Inbox.mbox", 2))
        again = self.client.post("/console/imports/new/", given)  # it was taken
        self.assertContains(again, "파일을 다시", status_code=422)

    def test_what_is_wrong_is_said_in_words(self):
        self.assertEqual(self.begin(size="many").status_code, 422)
        self.assertIn("빈 파일", self.begin(size=0).json()["message"])
        told = self.begin().json()
        self.assertEqual(self.send(told["url"], "x", b"x").status_code, 422)
        self.assertEqual(self.send(told["url"], 0, self.mbox + b"x").status_code, 422)
        usage = namedtuple("usage", "total used free")(0, 0, 1)
        with patch.object(shutil, "disk_usage", return_value=usage):
            full = self.begin(modified="18")
        self.assertEqual(full.status_code, 507)
        self.assertIn("디스크", full.json()["message"])
        self.assertEqual(self.client.delete(told["url"]).status_code, 204)
        self.assertEqual(self.client.get(told["url"]).status_code, 404)

    def test_it_is_for_administrators_and_each_has_their_own(self):
        url = self.begin().json()["url"]
        self.client.force_login(self.jisu)
        self.assertIn(self.begin().status_code, {403, 404})
        self.assertIn(self.client.get(url).status_code, {403, 404})
        self.client.force_login(self.member("boss", "다른 관리자", self.sora.role))
        self.assertEqual(self.client.get(url).status_code, 404)

    @override_settings(MAIL_MAX_BYTES=1_000_000)
    def test_without_javascript_the_page_says_how_far_it_goes(self):
        page = self.client.get("/console/imports/new/")
        self.assertContains(page, "<noscript>")
        self.assertContains(page, "bin/maru import")


class UploadApiTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.api = Caller(ApiToken.issue(self.sora, list(SCOPES)))

    def send(self, key, at, piece, **headers):
        return self.client.patch(
            f"/api/v1/uploads/{key}?at={at}", piece, content_type="application/octet-stream",
            headers={"Authorization": f"Bearer {self.api.token}", **headers},
        )  # fmt: skip

    def test_a_program_sends_pieces_and_imports(self):
        mbox = as_mbox([old_mail("q")])
        new = self.api.post("/uploads", {"name": "a.mbox", "size": len(mbox)})
        self.assertEqual(new.status_code, 201, new.content)
        key = new.json()["key"]
        for _ in range(2):
            sent = self.send(key, 0, mbox[:100], **{"Idempotency-Key": "one"})
            self.assertEqual(sent.json()["received"], 100)
        gap = self.send(key, 150, b"x")
        self.assertEqual((gap.status_code, gap.json()["error"]["code"]), (409, "out_of_step"))
        self.assertEqual(self.api.get("/uploads").json()["items"][0]["received"], 100)
        self.assertTrue(self.send(key, 100, mbox[100:]).json()["whole"])
        self.assertTrue(self.api.get(f"/uploads/{key}").json()["whole"])
        asked = self.api.post("/imports", {"channel": self.mailbox.pk, "files": [key]})
        self.assertEqual(asked.status_code, 202, asked.content)
        self.assertEqual(carried_out(MailImport.objects.get()).messages, 1)
        self.assertFalse(PendingFile.objects.exists())

    def test_without_the_scope_or_the_role_nothing_is_written(self):
        key = self.api.post("/uploads", {"name": "a.mbox", "size": 9}).json()["key"]
        scopes = [scope for scope in SCOPES if scope != "staff:write"]
        for member, given in [(self.sora, scopes), (self.jisu, list(SCOPES))]:
            self.api = Caller(ApiToken.issue(member, given))
            self.assertIn(self.send(key, 0, b"123456789").status_code, {403, 404})
        self.assertEqual(Upload.objects.get().received, 0)

    def test_what_is_wrong_is_said(self):
        usage = namedtuple("usage", "total used free")(0, 0, 1)
        with patch.object(shutil, "disk_usage", return_value=usage):
            full = self.api.post("/uploads", {"name": "a.mbox", "size": 9})
        self.assertEqual((full.status_code, full.json()["error"]["code"]), (507, "no_room"))
        key = self.api.post("/uploads", {"name": "a.mbox", "size": 9}).json()["key"]
        self.assertEqual(self.send(key, 0, b"0123456789").status_code, 422)
        self.assertEqual(self.send(key, "x", b"0").status_code, 422)
        self.assertEqual(self.send("made-up", 0, b"0").status_code, 404)
        self.assertEqual(self.api.delete(f"/uploads/{key}").status_code, 204)
        self.assertEqual(self.api.get(f"/uploads/{key}").status_code, 404)
