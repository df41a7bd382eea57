"""The cast with a mailbox on a real Dovecot."""

import os
import unittest
from collections.abc import Callable
from itertools import count

from maru.extensions.email.imap.line import line_to, told
from maru.extensions.email.imap.watching import LEASE, look
from maru.extensions.email.models import Mailbox
from maru.extensions.email.tests.dovecot import NOT_HERE, PASSWORD, PROGRAM, dovecot
from maru.kit.database.leases import claim
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Envelope
from maru.support.tickets.models import Message

_numbers = count(1)


def mails(many: int, word: str = "mail") -> list[bytes]:
    return [
        b"From: kim@example.com\r\nTo: support@onnuri.example\r\n"
        b"Message-ID: <%s.%d@example.com>\r\nSubject: %s %d\r\n\r\nHello\r\n"
        % (word.encode(), n, word.encode(), n)
        for n in (next(_numbers) for _ in range(many))
    ]


class DovecotCase:
    """Mixed into a test case with the cast: self.dovecot, and a user of its own for each test."""

    certificate = None
    introspection = ""

    @classmethod
    def setUpClass(cls):
        if PROGRAM is None and os.environ.get("MARU_CI") != "1":
            raise unittest.SkipTest(NOT_HERE)
        super().setUpClass()
        cls.dovecot = cls.enterClassContext(dovecot(cls.certificate, cls.introspection))

    def setUp(self):
        super().setUp()
        self.user = f"user{next(_numbers)}@onnuri.example"
        self.enterContext(self.settings(MAIL_ALLOW=["127.0.0.0/8", "localhost"]))

    def connect(self, password: str = PASSWORD, **changes) -> Mailbox:
        """Connect the mailbox to support@; with the unread mail unless ``begin_with`` says new."""
        given = {
            "host": "127.0.0.1", "port": self.dovecot.port, "security": "none",
            "user": self.user, "folders": ["INBOX"], "begin_with": "unread",
            "channel": self.mailbox,
        }  # fmt: skip
        mailbox = Mailbox(**{**given, **changes})
        mailbox.password = password
        mailbox.save()
        return mailbox

    def read(self, mailbox: Mailbox, goes_on: Callable[[], None] = lambda: None) -> int:
        """Look once, as its thread does. Raises Trouble."""
        mailbox.refresh_from_db()
        with told(), line_to(mailbox) as line:
            return look(line, mailbox, goes_on)

    def watched(self, mailbox: Mailbox) -> Mailbox:
        (claimed,) = claim(Mailbox.objects.filter(pk=mailbox.pk), limit=1, lease=LEASE)
        return claimed

    def subjects(self) -> list[str]:
        while open_waiting():
            pass
        return sorted(
            Message.objects.filter(envelope__in=Envelope.objects.all()).values_list(
                "ticket__subject", flat=True
            )
        )

    def seen(self) -> set[int]:
        return {uid for uid, flags in self.dovecot.flags(self.user).items() if b"\\Seen" in flags}
