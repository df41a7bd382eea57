"""What nobody confirmed is erased by the time that is stated; what somebody needs is not (S4)."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from maru.extensions.webform.confirming import expire_late
from maru.extensions.webform.erasing import REMEMBERED, erase_old
from maru.extensions.webform.linked_address import LinkedAddress
from maru.extensions.webform.models import Submission
from maru.extensions.webform.submission import KEPT
from maru.extensions.webform.tests.cast import WebFormTestCase
from maru.kit.blobs.references import referred
from maru.records.channels.models import Envelope
from maru.records.channels.quarantine import discard, restore
from maru.records.channels.unconfirmed import confirm
from maru.staff.journal.models import Event


class ErasureTests(WebFormTestCase):
    def past(self, one: Submission, *, short_of: timedelta = timedelta()) -> Envelope:
        """Have its link run out so long ago that it is erased, but for ``short_of``."""
        ended = timezone.now() - KEPT + short_of
        Submission.objects.filter(pk=one.pk).update(expires_at=ended)
        return Envelope.objects.get(pk=one.envelope_id)

    def test_words_and_files_of_an_expired_one_are_named_by_nothing_any_more(self):
        one = self.sent(files=SimpleUploadedFile("b.txt", b"mine"))
        envelope = self.past(one)
        mine = {("envelope", envelope.sha256), ("form", one.files[0])}
        self.assertLessEqual(mine, set(referred()))
        expire_late()
        self.assertEqual(erase_old(), 1)
        self.assertFalse(mine & set(referred()))
        self.assertFalse(Submission.objects.exists())
        last = Event.of(envelope).last()
        self.assertEqual((last.verb, last.before, last.after), ("envelope.erased", None, None))

    def test_one_that_a_colleague_discarded_goes_too(self):
        envelope = self.past(self.sent())
        discard(envelope, "spam", by=self.jisu)
        self.assertEqual(erase_old(), 1)

    def test_what_still_has_time_waits_or_was_let_in_stays(self):
        young, taken_back, let_in = self.sent(), self.sent(), self.sent()
        self.past(young, short_of=timedelta(minutes=1))
        expire_late()
        for one in (taken_back, let_in):
            discard(self.past(one), "spam", by=self.jisu)
        restore(Envelope.objects.get(pk=taken_back.envelope_id), by=self.jisu)
        confirm(Envelope.objects.get(pk=let_in.envelope_id), by=self.jisu)
        self.assertEqual(erase_old(), 0)
        self.assertEqual(Submission.objects.count(), 3)

    def test_its_page_says_when(self):
        one = self.sent()
        discard(one.envelope, "spam", by=self.jisu)
        self.client.force_login(self.jisu)
        page = self.client.get(f"/console/quarantine/{one.envelope_id}/")
        self.assertContains(page, "지워지는 때")
        self.assertContains(page, f"{one.erased_at:%Y-%m-%d}")

    def test_the_page_of_one_that_waits_says_when_too(self):
        one = self.sent()
        self.client.force_login(self.jisu)
        page = self.client.get(f"/console/quarantine/{one.envelope_id}/")
        self.assertContains(page, "들여보내지 않으면")
        self.assertContains(page, f"{one.erased_at:%Y-%m-%d}")

    def test_what_was_let_in_and_could_not_be_opened_is_kept_and_says_so(self):
        one = self.sent()
        confirm(one.envelope, by=self.jisu)
        failed = Envelope.objects.filter(pk=one.envelope_id)
        failed.update(state="quarantined", reason="crashed")
        self.client.force_login(self.minho)
        path = f"/console/quarantine/{one.envelope_id}/"
        self.assertContains(self.client.get(path), "메일처럼 남깁니다")
        discard(failed.get(), "spam", by=self.minho)
        self.past(one)
        self.assertEqual(erase_old(), 0)
        page = self.client.get(path)
        self.assertContains(page, "지워지지 않음")
        self.assertNotContains(page, f"{one.erased_at:%Y-%m-%d}")

    def test_an_address_that_a_link_went_to_is_forgotten_when_it_counts_no_more(self):
        self.sent()
        self.links()
        erase_old()
        self.assertEqual(LinkedAddress.objects.count(), 1)
        LinkedAddress.objects.update(last_at=timezone.now() - REMEMBERED - timedelta(seconds=1))
        erase_old()
        self.assertEqual(LinkedAddress.objects.count(), 0)
