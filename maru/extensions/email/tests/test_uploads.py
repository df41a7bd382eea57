"""Files in pieces: each byte once, on after a broken line, no more than the disk holds (D9)."""

import errno
import shutil
from collections import namedtuple
from datetime import timedelta
from unittest.mock import patch

from django.test import override_settings
from django.utils import timezone

from maru.extensions.email.importing import upload as uploading
from maru.extensions.email.importing.upload import (
    AT_ONCE,
    KEPT,
    NoRoom,
    OutOfStep,
    Unwelcome,
    Upload,
    forget_abandoned,
)
from maru.extensions.email.models import MailImport
from maru.extensions.email.tests.imports import ImportCase, as_mbox, carried_out, old_mail
from maru.kit.blobs import piecemeal, store
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import PendingFile
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase
from maru.surfaces.api.tests.cast import Caller

DATA = bytes(range(256)) * 40
UPLOADS = "/console/imports/uploads/"


class UploadTests(SupportTestCase):
    def begun(self, data: bytes = DATA, **fields: str) -> Upload:
        return Upload.begin(by=self.sora, name="받은 메일.mbox", size=len(data), **fields)

    def test_pieces_become_the_file_they_were_cut_from(self):
        upload = self.begun()
        self.assertIsNone(upload.append(0, DATA[:4000]))
        self.assertIsNone(upload.append(4000, DATA[4000:9000]))
        whole = upload.append(9000, DATA[9000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)
        self.assertEqual((whole.key, whole.name, whole.member), (upload.key, "받은 메일.mbox",
                                                                 self.sora))  # fmt: skip
        self.assertFalse(Upload.objects.exists())

    def test_a_piece_sent_again_counts_once_and_a_gap_is_refused(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        self.assertIsNone(upload.append(0, DATA[:4000]))  # its answer was lost
        for at, piece in [(5000, DATA[5000:6000]), (3000, DATA[3000:5000]), (4000, b"")]:
            with self.subTest(at), self.assertRaises(OutOfStep) as raised:
                upload.append(at, piece)
            self.assertEqual(raised.exception.received, 4000)
        other = Upload.objects.get()
        upload.append(4000, DATA[4000:5000])
        with self.assertRaises(OutOfStep):  # another page, which read the row before
            other.append(4000, DATA[4000:5000])
        self.assertEqual(other.received, 5000)
        whole = other.append(5000, DATA[5000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)

    def test_what_was_written_but_never_acknowledged_is_cut_off(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        piecemeal.append(upload.key, 4000, b"x" * 3000)  # killed before the row was written
        whole = upload.append(4000, DATA[4000:])
        assert whole is not None
        self.assertEqual(store().read(whole.sha256), DATA)

    def test_killed_while_it_becomes_a_file_it_begins_anew(self):
        upload = self.begun()
        killed = patch.object(uploading, "detect_type", side_effect=KeyboardInterrupt)
        with killed, self.assertRaises(KeyboardInterrupt):
            upload.append(0, DATA)
        with self.assertRaises(OutOfStep) as raised:
            Upload.objects.get().append(len(DATA) - 1, DATA[-1:])
        self.assertEqual(raised.exception.received, 0)
        self.assertIsNotNone(Upload.objects.get().append(0, DATA))

    def test_the_same_file_goes_on_and_another_begins(self):
        upload = self.begun(modified="1764320000000")
        upload.append(0, DATA[:4000])
        self.assertEqual(self.begun(modified="1764320000000").received, 4000)
        self.assertEqual(self.begun(modified="1764320000001").received, 0)
        self.assertEqual(self.begun().received, 0)
        self.assertEqual(Upload.objects.count(), 3)

    def test_more_than_was_said_empty_and_too_many_are_refused(self):
        upload = self.begun()
        for piece in (DATA + b"x", b"x" * (uploading.PIECE + 1)):
            with self.assertRaises(Unwelcome):
                upload.append(0, piece)
        with self.assertRaises(Unwelcome):
            self.begun(b"")
        for _ in range(AT_ONCE - 1):
            self.begun()
        with self.assertRaises(Unwelcome):
            self.begun()

    def test_what_the_disk_does_not_hold_is_refused_in_words_at_once(self):
        usage = namedtuple("usage", "total used free")(0, 0, 2_000_000_000)
        with patch.object(shutil, "disk_usage", return_value=usage):
            Upload.begin(by=self.sora, name="a.mbox", size=600_000_000)
            with self.assertRaisesMessage(NoRoom, "1.9"):  # another was promised 600 MB
                Upload.begin(by=self.sora, name="b.mbox", size=600_000_000)

    def test_a_full_disk_in_between_loses_nothing(self):
        upload = self.begun()
        upload.append(0, DATA[:4000])
        full = OSError(errno.ENOSPC, "full")
        with patch.object(piecemeal.os, "fsync", side_effect=full), self.assertRaises(OSError):
            upload.append(4000, DATA[4000:])
        self.assertIsNotNone(Upload.objects.get().append(4000, DATA[4000:]))

    def test_the_abandoned_go_and_the_rest_stay(self):
        old, new = self.begun(), self.begun()
        for upload in (old, new):
            upload.append(0, DATA[:10])
        long_ago = timezone.now() - KEPT - timedelta(minutes=1)
        Upload.objects.filter(pk=old.pk).update(touched_at=long_ago)
        forget_abandoned()
        self.assertEqual(Upload.objects.get(), new)
        self.assertFalse(piecemeal.path_of(old.key).exists())
        self.assertTrue(piecemeal.path_of(new.key).exists())
        new.discard()
        self.assertFalse(piecemeal.path_of(new.key).exists())


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
