"""The senders against a real SMTP server that does not always take what it is given."""

import time
import unittest
from collections import Counter
from hashlib import sha256

from aiosmtpd.controller import Controller

from bench.mails import Writer
from rig.feeder import Feeder
from tools.ports import free_port


class Fickle:
    """Puts off each mail the first time, after it has seen all of it."""

    def __init__(self):
        self.seen = Counter()
        self.taken = []

    async def handle_DATA(self, server, session, envelope):
        name = sha256(envelope.original_content).hexdigest()
        self.seen[name] += 1
        if self.seen[name] == 1:
            return "451 later"
        self.taken.append(name)
        return "250 OK"


class FeederTests(unittest.TestCase):
    def test_a_mail_without_250_comes_again_with_the_same_bytes(self):
        fickle, port = Fickle(), free_port()
        controller = Controller(fickle, hostname="127.0.0.1", port=port)
        controller.start()
        self.addCleanup(controller.stop)
        mails = list(Writer(5, "support@rig.example").mails(60))
        feeder = Feeder(mails, [port], seed=5)
        feeder.start()
        deadline = time.monotonic() + 40
        while not feeder.is_done and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertTrue(feeder.is_done)
        feeder.join()
        self.assertEqual({m.sha256 for m in feeder.acknowledged}, {m.sha256 for m in mails})
        self.assertEqual(set(fickle.taken), {m.sha256 for m in mails})
        self.assertEqual(feeder.tally.not_acknowledged, 60)
        self.assertEqual(len(fickle.taken), 60 + feeder.tally.redelivered)
        at = {m.message_id: n for n, m in enumerate(feeder.acknowledged)}
        self.assertTrue(all(at[m.answers] < at[m.message_id] for m in mails if m.answers))
