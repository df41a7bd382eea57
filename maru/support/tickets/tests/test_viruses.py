"""What comes in is scanned, whatever the scanner does; what carries a virus goes nowhere."""

from __future__ import annotations

import unittest
from datetime import timedelta
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.translation import override

from maru.kit.blobs import store
from maru.kit.checks import Level
from maru.kit.clamd.tests.scanners import EICAR, NAME, NOT_HERE, PROGRAM, clamd
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.dispatch import send_waiting
from maru.records.channels.models import Delivery, Envelope
from maru.records.viruses import scanning, settling
from maru.records.viruses.alarms import unchecked
from maru.records.viruses.checks import virus_scanner
from maru.records.viruses.models import Scan
from maru.records.viruses.scanning import scan_waiting
from maru.staff.journal.models import Event
from maru.support.tickets import files
from maru.support.tickets.models import Attachment
from maru.support.tickets.telling import told
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase
from maru.support.tickets.tests.viruses import ScannerMixin, mail_with
from maru.support.tickets.wording import how_sent, scan_words


class ComingInTests(ScannerMixin, SupportTestCase):
    def test_a_virus_is_held_back_and_the_mail_stays_as_it_came(self):
        raw = mail_with(("good.zip", b"good"), ("bad.zip", EICAR))
        message = self.mail_in(raw)
        self.assertEqual({f.is_held for f in message.attachments.all()}, {True})
        self.assertEqual(scan_waiting(), 2)
        good, bad = message.attachments.order_by("id")
        self.assertEqual((good.is_held, scan_words(good)), (False, ""))
        self.assertIs(bad.is_held, True)
        self.assertIn("Eicar-Test", scan_words(bad))
        self.assertEqual(store().read(message.envelope.sha256), raw)
        event = Event.objects.get(verb="ticket.virus")
        self.assertEqual(event.subject_id, message.ticket_id)
        self.assertIn("bad.zip", told([event])[0].text)
        self.assertEqual(scan_waiting(), 0)

    def test_while_the_scanner_is_away_mail_comes_in_and_is_checked_later_by_itself(self):
        self.scanner.fault = "refuse"
        (file,) = self.received(("a.zip", EICAR))
        self.assertEqual(scan_waiting(), 0)
        self.assertEqual(self.again(file).scan_state, "waiting")
        self.assertIs(self.again(file).is_held, True)
        with self.settings(GIVE_UNCHECKED_FILES=True):
            self.assertIs(self.again(file).is_held, False)
        self.assertIsNone(unchecked())
        Scan.objects.update(created_at=timezone.now() - timedelta(minutes=5))
        self.assertEqual(unchecked(), {"n": 1, "minutes": 5})
        self.scanner.fault = ""
        self.assertEqual(scan_waiting(), 1)
        self.assertIs(self.again(file).is_infected, True)
        self.assertIsNone(unchecked())

    def test_without_a_scanner_nothing_waits_and_a_known_virus_stays_held(self):
        bad = self.infected()
        with self.settings(CLAMD=""):
            (other,) = self.received(("b.zip", b"other"))
            self.assertEqual((other.scan_state, other.is_held), (None, False))
            self.assertEqual(scan_waiting(), 0)
            self.assertIs(self.again(bad).is_held, True)

    def test_too_large_is_said_and_given_out(self):
        self.scanner.fault = "limit"
        (file,) = self.received(("a.zip", b"x" * 500))
        scan_waiting()
        self.assertEqual(self.again(file).scan_state, "too_large")
        self.assertIs(self.again(file).is_held, False)
        self.assertTrue(scan_words(self.again(file)))

    def test_a_file_that_the_scanner_fails_on_holds_up_no_other_and_stays_held(self):
        (bad,) = self.received(("a.zip", b"poison"))
        self.scanner.fault = "error"
        for _ in range(len(scanning.PAUSES) + 1):
            self.assertEqual(self.again(bad).scan_state, "waiting")
            scan_waiting()
            self.make_due()
        self.assertEqual(self.again(bad).scan_state, "failed")
        self.assertIs(self.again(bad).is_held, True)
        self.scanner.fault = ""
        (good,) = self.received(("b.zip", b"good"))
        scan_waiting()
        self.assertEqual(self.again(good).scan_state, "clean")

    def test_a_file_that_the_disk_does_not_give_holds_up_no_other_and_stays_held(self):
        bad, good = self.received(("a.zip", b"unreadable"), ("b.zip", b"good"))
        path = store().path(bad.sha256)
        path.unlink()
        path.mkdir()  # whoever opens it hears an error of the disk
        self.addCleanup(path.rmdir)
        for _ in range(len(scanning.PAUSES) + 1):
            self.assertEqual(self.again(bad).scan_state, "waiting")
            scan_waiting()
            self.assertEqual(self.again(good).scan_state, "clean")
            self.make_due()
        self.assertEqual(self.again(bad).scan_state, "failed")

    def test_news_of_a_file_that_cannot_be_told_holds_up_no_other(self):
        bad, good = self.received(("a.zip", b"untold"), ("b.zip", b"good"))

        def broken(scan):
            if scan.sha256 == bad.sha256:
                raise ValueError("nobody hears it")

        self.addCleanup(settling._hooks.remove, broken)
        settling.when_settled(broken)
        for _ in range(len(scanning.PAUSES) + 1):
            self.assertEqual(self.again(bad).scan_state, "waiting")
            with self.assertLogs("maru.records.viruses.scanning", "ERROR"):
                scan_waiting()
            self.assertEqual(self.again(good).scan_state, "clean")
            self.make_due()
        self.assertEqual(self.again(bad).scan_state, "failed")

    def test_a_scanner_that_stalls_or_hangs_up_is_asked_again_later(self):
        self.received(("a.zip", b"slow"))
        for attempts, fault in enumerate(["stall", "cut"], start=1):
            self.scanner.fault = fault
            with patch.object(scanning, "PATIENCE", 0.2):
                scan_waiting()
            scan = Scan.objects.get()
            self.assertEqual((scan.state, scan.attempts), ("waiting", attempts))
            self.assertIsNone(scan.lease_until)
            self.assertGreater(scan.due_at, timezone.now())
            self.make_due()

    def test_the_same_file_is_scanned_once(self):
        for _ in range(3):
            self.received(("a.zip", b"the same"))
            scan_waiting()
        self.assertEqual(self.scanner.scanned, [b"the same"])

    def test_an_open_page_hears_that_a_file_was_checked_and_nobody_reads_of_it(self):
        good, waiting = self.received(("good.zip", b"good"), ("late.zip", b"late"))
        Scan.objects.filter(sha256=waiting.sha256).update(
            due_at=timezone.now() + timedelta(hours=1)
        )
        self.client.force_login(self.jisu)
        page = self.client.get(f"/tickets/{good.message.ticket_id}/").content.decode()
        self.assertEqual(page.count('name="waiting"'), 2)
        asked = {"shown": good.message_id, "waiting": [good.key, waiting.key]}
        path = f"/tickets/{good.message.ticket_id}/messages/"
        self.assertNotContains(self.client.get(path, asked), "good.zip")
        self.assertEqual(scan_waiting(), 1)
        event = Event.objects.get(verb="ticket.file_checked")
        self.assertEqual(event.after, {"file": "good.zip", "state": "clean"})
        self.assertEqual(told([event]), [])
        news = self.client.get(path, asked).content.decode()
        self.assertIn(f'id="file-{good.key}" hx-swap-oob="true"', news)
        self.assertNotIn("late.zip", news)
        self.client.force_login(self.eve)
        self.assertEqual(self.client.get(path, asked).status_code, 404)

    def test_files_of_the_past_are_checked_without_a_word(self):
        (file,) = self.received(("old.zip", b"old"))
        Envelope.objects.filter(message=file.message_id).update(transport={"by": "import"})
        self.assertEqual(scan_waiting(), 1)
        self.assertFalse(Event.objects.filter(verb="ticket.file_checked").exists())

    def test_a_file_that_is_gone_is_no_trouble(self):
        Scan.want(["0" * 64])
        scan_waiting()
        self.assertFalse(Scan.objects.exists())


class ReleasingTests(ScannerMixin, SupportTestCase):
    def test_an_administrator_releases_it_and_takes_that_back(self):
        file = self.infected()
        self.assertRaises(PermissionDenied, file.release, by=self.minho)
        self.assertIs(file.release(by=self.sora), True)
        self.assertIs(file.release(by=self.sora), False)
        self.assertIs(self.again(file).is_held, False)
        self.assertIs(file.hold(by=self.sora), True)
        self.assertIs(self.again(file).is_infected, True)
        verbs = Event.of(file.message.ticket).values_list("verb", flat=True)
        self.assertEqual(list(verbs)[-2:], ["ticket.file_released", "ticket.file_held"])


class GoingOutTests(ScannerMixin, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.settings(MAIL_OUT=""))

    def reply_with(self, data: bytes) -> Delivery:
        kept = files.keep([SimpleUploadedFile("a.zip", data)])
        return self.ticket.reply("보내 드립니다", by=self.jisu, files=kept).delivery

    def state(self, delivery: Delivery) -> str:
        delivery.refresh_from_db()
        return delivery.state

    def words(self, delivery: Delivery) -> str:
        """Return what the ticket says of it beside the answer."""
        said = how_sent(delivery)
        return str(said.detail) if said else ""

    def test_a_virus_is_not_sent_until_it_is_released(self):
        sent = self.reply_with(EICAR)
        scan_waiting()
        send_waiting()
        self.assertEqual(self.state(sent), "failed")
        self.assertIn("Eicar-Test", sent.error)
        self.assertEqual(
            self.words(sent), "첨부 파일에 바이러스(Eicar-Test)가 있어 보내지 않습니다."
        )
        with override("en"):
            self.assertIn("carries a virus (Eicar-Test)", self.words(sent))
        self.client.force_login(self.sora)
        # Our own words are no output of a server.
        shown = self.client.get(f"/tickets/{self.ticket.number}/")
        self.assertContains(shown, '<span class="message-error">첨부 파일에 바이러스')
        page = self.client.get(f"/console/mailbox/{sent.pk}/")
        self.assertContains(page, "보내지 않습니다")
        self.assertNotContains(page, "carries a virus")
        Attachment.objects.get().release(by=self.sora)
        Delivery.objects.update(state="queued")
        send_waiting()
        self.assertEqual(self.state(sent), "sent")

    def test_an_answer_waits_for_the_scanner_and_not_for_ever(self):
        sent = self.reply_with(b"good")
        for _ in range(2):
            send_waiting()
            self.assertEqual(self.state(sent), "queued")
            self.assertIn("검사가 아직 끝나지 않았습니다", self.words(sent))
            Delivery.objects.update(due_at=timezone.now())
        send_waiting()
        self.assertEqual(self.state(sent), "sent")

    def test_an_answer_that_waited_goes_as_soon_as_all_of_its_files_are_checked(self):
        kept = files.keep([SimpleUploadedFile(f"{n}.txt", b"good %d" % n) for n in range(2)])
        sent = self.ticket.reply("보내 드립니다", by=self.jisu, files=kept).delivery
        send_waiting()
        later = timezone.now() + timedelta(hours=1)
        last = Scan.objects.order_by("pk").last()
        Scan.objects.filter(pk=last.pk).update(due_at=later)
        scan_waiting()
        send_waiting()
        self.assertEqual(self.state(sent), "queued")
        self.assertEqual(how_sent(sent).kind, "quiet")
        Scan.objects.filter(pk=last.pk).update(due_at=timezone.now())
        scan_waiting()
        send_waiting()
        self.assertEqual(self.state(sent), "sent")

    def test_what_was_checked_goes_at_once(self):
        sent = self.reply_with(b"good")
        scan_waiting()
        send_waiting()
        self.assertEqual(self.state(sent), "sent")


class CheckTests(ScannerMixin, SupportTestCase):
    def found(self):
        (finding,) = virus_scanner()
        return finding

    def test_it_says_whether_the_scanner_answers_and_how_old_its_signatures_are(self):
        now = timezone.now()
        self.scanner.version = f"ClamAV 1.4.3/27806/{now:%a %b %d %H:%M:%S %Y}"
        self.assertEqual(self.found().level, Level.GOOD)
        self.scanner.version = "ClamAV 1.4.3/1/Thu Nov 26 09:40:52 2020"
        self.assertIn("2020-11-26", self.found().text)
        self.scanner.fault = "refuse"
        self.assertEqual(self.found().level, Level.WARNING)
        with self.settings(CLAMD=""):
            self.assertEqual(self.found().level, Level.GOOD)


@unittest.skipUnless(PROGRAM, NOT_HERE)
class RealScannerTests(SupportTestCase):
    def test_the_whole_road(self):
        raw = mail_with(("good.zip", b"good"), ("bad.zip", EICAR), ("big.zip", b"x" * 2_000_000))
        with clamd() as (path, _tcp), self.settings(CLAMD=path):
            accept([Letter(raw, (self.mailbox.pk,), {})])
            message = self.mail_in(raw)
            self.assertEqual(Envelope.objects.count(), 1)
            self.assertEqual(scan_waiting(), 3)
        states = message.attachments.order_by("id").values_list("scan_state", "virus")
        self.assertEqual(list(states), [("clean", ""), ("infected", NAME), ("too_large", "")])
