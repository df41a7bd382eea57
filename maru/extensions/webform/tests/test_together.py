"""Many at once: sent once, mailed once."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connection
from django.test import Client

from maru.extensions.webform.linking import mail_links
from maru.extensions.webform.models import Submission
from maru.extensions.webform.stamp import Stamp
from maru.extensions.webform.tests.cast import WORDS, made_form
from maru.records.channels.models import Delivery, Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase


def together(work: Any, count: int) -> None:
    """Run ``work`` in so many threads that begin as one."""
    start = threading.Barrier(count)

    def run() -> None:
        try:
            start.wait()
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class TogetherTests(LiveSupportTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.web_form = made_form(self.onnuri, "onnuri")

    def stamp(self) -> str:
        fresh = Stamp.new(self.web_form.pk)
        return Stamp(fresh.web_form, fresh.nonce, fresh.at - 5).written

    def test_one_page_sent_by_four_presses_is_one(self):
        said, codes = {**WORDS, "stamp": self.stamp()}, []
        together(lambda: codes.append(Client().post("/form/onnuri/", said).status_code), 4)
        self.assertEqual(codes, [200] * 4)
        self.assertEqual((Submission.objects.count(), Envelope.objects.count()), (1, 1))

    def test_two_workers_mail_one_address_once(self):
        for _ in range(4):
            Client().post("/form/onnuri/", {**WORDS, "stamp": self.stamp()})
        together(mail_links, 3)
        self.assertEqual(Delivery.objects.filter(message_id__startswith="form.").count(), 1)
