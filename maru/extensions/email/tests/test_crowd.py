"""A large mailbox while others deliver and delete: what stays is taken, once."""

import os
import threading

from maru.extensions.email.tests.mailboxes import DovecotCase, mails
from maru.records.channels.models import Envelope
from maru.support.tickets.tests.cast import LiveSupportTestCase

MANY = int(os.environ.get("MARU_TEST_MANY_MAILS", "300"))  # 5000 for the whole measure


class CrowdTests(DovecotCase, LiveSupportTestCase):
    def test_arrivals_and_deletions_meanwhile_lose_and_double_nothing(self):
        mailbox = self.connect()
        kept, doomed, late = mails(MANY), mails(20, "doomed"), mails(20, "late")
        self.dovecot.drop(self.user, [*kept[: MANY // 2], *doomed, *kept[MANY // 2 :]])
        meanwhile = threading.Thread(target=self.disturb, args=(late,))
        meanwhile.start()
        self.read(mailbox)
        meanwhile.join(60)
        self.read(mailbox)
        stored = Envelope.objects.count()
        self.assertGreaterEqual(stored, MANY + len(late))
        self.assertLessEqual(stored, MANY + len(late) + len(doomed))
        self.assertEqual(self.seen(), set(self.dovecot.flags(self.user)))
        self.assertEqual(len(self.seen()), MANY + len(late))
        self.assertEqual(self.read(mailbox), 0)
        self.assertFalse(Envelope.objects.filter(transport__has_key="left_on_server").exists())

    def disturb(self, late: list[bytes]) -> None:
        with self.dovecot.client(self.user) as client:
            client.select_folder("INBOX")
            doomed = client.search(["SUBJECT", "doomed"])
            for uid, mail in zip(doomed, late, strict=False):
                client.delete_messages([uid])
                client.expunge([uid])
                client.append("INBOX", mail)
