"""D6: an answer, its mail to send and its event are there together, or none of them."""

import pytest
from django.db import DatabaseError, connection

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message
from maru.support.tickets.replying import Collision
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.support.tickets.tests.mails import mail


class OneCommitTests(LiveSupportTestCase):
    def counted(self):
        return [Message.objects.count(), Delivery.objects.count(), Event.objects.count()]

    def test_who_had_not_seen_the_newest_writes_nothing(self):
        first = self.mail_in(mail("하나", Subject="x"))
        first.ticket.reply("답", by=self.jisu, seen=first.pk)
        before = self.counted()
        with self.assertRaises(Collision):
            first.ticket.reply("다른 답", by=self.minho, seen=first.pk)
        self.assertEqual(self.counted(), before)

    @pytest.mark.sqlite
    def test_what_fails_after_the_mail_is_queued_takes_it_back(self):
        before = self.counted()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER broken BEFORE UPDATE ON tickets_message"
                " BEGIN SELECT RAISE(ABORT, 'broken'); END"
            )
            try:
                with self.assertRaises(DatabaseError):
                    self.ticket.reply("답", by=self.jisu)
            finally:
                cursor.execute("DROP TRIGGER broken")
        self.assertEqual(self.counted(), before)
