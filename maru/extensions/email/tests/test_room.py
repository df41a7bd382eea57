"""S12: what strangers may hold of the mail port at once."""

import select
from contextlib import ExitStack

from django.test import override_settings

from maru.extensions.email.room import SEATS_EACH
from maru.extensions.email.tests.test_listener import PortTestCase

LINE = b"x" * 998 + b"\r\n"


class RoomTests(PortTestCase):
    def setUp(self):
        self.enterContext(override_settings(MAIL_MAX_BYTES=3_000_000))
        super().setUp()

    def test_one_address_has_its_seats_and_gets_them_back(self):
        with ExitStack() as seated:
            for _ in range(SEATS_EACH):
                seated.enter_context(self.port.talk())
            late = self.port.talk()
            self.assertTrue(late.answer().startswith("421"))
            self.assertEqual(late.answer(), "")
            late.__exit__()
        self.send()
        self.assertEqual(len(self.stored()), 1)

    def test_of_large_mails_only_so_many_are_held_and_small_ones_pass(self):
        with ExitStack() as stack:
            # 1.95 MB each beyond what always finds room; together there is room for 12 MB.
            talks = [stack.enter_context(self.port.talk()) for _ in range(7)]
            for talk in talks:
                talk.open_mail()
                talk.send(LINE * 2_950)
            told = select.select([talk.socket for talk in talks], [], [], 10)[0]
            answers = [talk.answer()[:3] for talk in talks if talk.socket in told]
            self.assertEqual(answers, ["421"])
            self.send()
        self.assertEqual(len(self.stored()), 1)

    def test_room_that_was_held_is_free_afterwards(self):
        for number in range(8):
            self.send(LINE * 2_900 + str(number).encode() + b"\r\n")
        self.assertEqual(len(self.stored()), 8)
