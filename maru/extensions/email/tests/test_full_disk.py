"""D1, D9: a full or broken store is a refusal, never a loss, and passes without a restart."""

import os
import smtplib
from email.message import EmailMessage

import pytest
from django.db import connection

from maru.extensions.email.tests.port import mail_port
from maru.kit.blobs import store
from maru.kit.blobs.tests.small_disk import small_disk
from maru.kit.database.leases import AT_ONCE
from maru.records.channels.acceptance import Counter, Letter, accept
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Attachment
from maru.support.tickets.tests.cast import LiveSupportTestCase

US = "support@onnuri.example"


def mail(number: int, size: int = 200_000) -> bytes:
    return b"Subject: %d\r\n\r\n%s\r\n" % (number, b"x" * size)


class FullDiskTests(LiveSupportTestCase):
    def send_many(self, port, numbers) -> tuple[list[bytes], set[int]]:
        """Return what was acknowledged, and the codes of what was not."""
        taken, codes = [], set()
        with port.client() as client:
            for number in numbers:
                try:
                    client.sendmail("kim@example.com", [US], mail(number))
                    taken.append(mail(number))
                except smtplib.SMTPDataError as error:
                    codes.add(error.smtp_code)
        return taken, codes

    @pytest.mark.disk
    def test_a_full_disk_is_refused_and_passes(self):
        with small_disk() as (folder, make_room), self.settings(BLOBS=folder / "blobs"):
            with mail_port() as port:
                taken, codes = self.send_many(port, range(10))
                self.assertEqual(codes, {452})
                self.assertEqual(self.stored(), taken)
                make_room()
                more, codes = self.send_many(port, range(10, 12))
                self.assertEqual((len(more), codes), (2, set()))
                self.assertEqual(self.stored(), taken + more)
            self.assertEqual(list((folder / "blobs" / "incoming").iterdir()), [])

    @pytest.mark.disk
    def test_what_cannot_be_unpacked_for_want_of_room_waits_for_room(self):
        """It is no try of the mail, however long the disk is full: nothing goes to quarantine."""
        letter, photo = EmailMessage(), os.urandom(600_000)
        letter["From"], letter["Subject"] = "kim@example.com", "사진"
        letter.add_attachment(
            photo, maintype="application", subtype="octet-stream", filename="a.bin"
        )
        with small_disk() as (folder, make_room), self.settings(BLOBS=folder / "blobs"):
            accept([Letter(letter.as_bytes(), (self.mailbox.pk,))])
            for _ in range(8):
                Envelope.objects.update(due_at=AT_ONCE)
                open_waiting()
            self.assertEqual(Envelope.objects.get().state, "received")
            make_room()
            Envelope.objects.update(due_at=AT_ONCE)
            open_waiting()
            self.assertEqual(Envelope.objects.get().state, "opened")
            [kept] = Attachment.objects.all()
            self.assertEqual(store().read(kept.sha256), photo)

    def stored(self):
        return [store().read(e.sha256) for e in Envelope.objects.order_by("id")]

    @pytest.mark.sqlite
    def test_a_full_database_is_refused_and_passes(self):
        is_full = [True]

        def accept_in_a_small_database(letters):
            with connection.cursor() as cursor:
                cursor.execute(f"PRAGMA max_page_count = {1 if is_full[0] else 1 << 30}")
            accept(letters)

        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # earlier tests left free pages
        with mail_port(Counter(accept_in_a_small_database)) as port:
            raw = [b"Subject: %d\r\n\r\n" % n + b"y" * 1000 + b"\r\n" for n in range(300)]
            codes = set()
            with port.client() as client:
                for one in raw:
                    try:
                        client.sendmail("k" * 60 + "@example.com", [US], one)
                    except smtplib.SMTPDataError as error:
                        codes.add(error.smtp_code)
                        break
            self.assertEqual(codes, {452})
            before = Envelope.objects.count()
            is_full[0] = False
            self.send_many(port, [1])
            self.assertEqual(Envelope.objects.count(), before + 1)

    def test_a_broken_database_is_refused_and_passes(self):
        with mail_port() as port:
            self.send_many(port, [0])
            table = Envelope._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} RENAME TO gone")
            try:
                taken, codes = self.send_many(port, [1, 2])
                self.assertEqual((taken, codes), ([], {451}))
            finally:
                with connection.cursor() as cursor:
                    cursor.execute(f"ALTER TABLE gone RENAME TO {table}")
            taken, codes = self.send_many(port, [1, 2])
            self.assertEqual((len(taken), codes), (2, set()))
