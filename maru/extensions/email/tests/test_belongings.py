"""An address is deleted at the moment that mail comes to it: the mail is stored, or not told so."""

import contextlib
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.models import Mailbox
from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.records.channels.acceptance import Counter, Letter
from maru.records.channels.address_form import AddressForm
from maru.records.channels.models import Channel, Envelope
from maru.records.channels.removing import InUse, remove
from maru.support.tickets.tests.cast import LiveSupportTestCase


class DeletedWhileMailComesTests(DovecotCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.wrong = Channel.objects.create(address="suport@onnuri.example", brand=self.onnuri)

    def test_mail_that_comes_after_is_not_acknowledged_and_refuses_no_other(self):
        remove(self.wrong, by=self.sora)
        counter = Counter()
        self.addCleanup(counter.close)
        wrong, right = (
            counter.hand_in(Letter(raw, (channel.pk,)))
            for raw, channel in zip(mails(2), (self.wrong, self.mailbox), strict=True)
        )
        right.result(20)
        with self.assertRaises(IntegrityError):
            wrong.result(20)
        self.assertEqual(Envelope.objects.get().channel, self.mailbox)

    def test_its_mailbox_is_read_at_any_step_and_nothing_is_marked_that_is_not_stored(self):
        for step in range(1, 4):
            with self.subTest(step):
                self.user = f"step{step}-{self.user}"
                wrong = Channel.objects.create(address=f"w{step}@x.example", brand=self.onnuri)
                mailbox, steps = self.connect(channel=wrong), iter(range(1, 100))
                self.dovecot.deliver(self.user, mails(120))

                def goes_on(wrong=wrong, steps=steps, step=step):
                    if next(steps) == step:
                        try:
                            remove(wrong, by=self.sora)
                        except InUse:
                            raise Trouble("lost") from None

                with contextlib.suppress(Trouble, IntegrityError):
                    self.read(mailbox, goes_on)
                stored = Envelope.objects.filter(channel_id=wrong.pk).count()
                self.assertEqual(Mailbox.objects.filter(pk=mailbox.pk).exists(), bool(stored))
                self.assertLessEqual(len(self.seen()), stored)

    @pytest.mark.postgres  # SQLite has one writer at a time
    def test_a_mail_that_is_just_committed_keeps_it(self):
        is_inside, may_end, ends = threading.Event(), threading.Event(), []

        def take_in():
            with transaction.atomic():
                Envelope.objects.create(channel=self.wrong, sha256="0" * 64, size=1)
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                is_inside.set()
                may_end.wait(60)
            connection.close()

        def delete():
            try:
                remove(self.wrong, by=self.sora)
                ends.append("deleted")
            except InUse:
                ends.append("used")
            connection.close()

        first, second = threading.Thread(target=take_in), threading.Thread(target=delete)
        first.start()
        self.assertTrue(is_inside.wait(60))
        second.start()
        second.join(1)
        self.assertTrue(second.is_alive())  # it waits for the row
        may_end.set()
        first.join(60)
        second.join(60)
        self.assertEqual(ends, ["used"])
        self.assertTrue(Channel.objects.filter(pk=self.wrong.pk).exists())

    def test_a_form_that_was_open_does_not_bring_it_back(self):
        given = {"address": self.wrong.address, "brand": self.onnuri.pk, "name": "x"}
        form = AddressForm(given, instance=self.wrong)
        self.assertTrue(form.is_valid(), form.errors)
        remove(Channel.objects.get(pk=self.wrong.pk), by=self.sora)
        with self.assertRaises(Http404):
            form.save_by(self.sora)
        self.assertFalse(Channel.objects.filter(address="suport@onnuri.example").exists())
