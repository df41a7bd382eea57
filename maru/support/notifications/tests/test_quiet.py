"""What makes a noise asks first: a sound only for what is wanted, no digest within quiet hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from maru.staff.members.models import Member
from maru.support.notifications.mailing import mail_digests
from maru.support.notifications.models import Digest, Notification
from maru.support.notifications.sounding import is_heard
from maru.support.tickets.tests.cast import SupportTestCase

NIGHT = datetime(2026, 12, 1, 23, tzinfo=ZoneInfo("Asia/Seoul"))


class SoundTests(SupportTestCase):
    def hears(self, sounds: str) -> bool:
        Member.objects.filter(pk=self.minho.pk).update(sounds=sounds)
        return is_heard(Member.objects.get(pk=self.minho.pk), timezone.now())

    def test_nothing_is_heard_by_who_never_chose(self):
        self.ticket.note("@박민호 봐 주세요", by=self.jisu)
        self.assertEqual(
            [self.hears(sounds) for sounds in ("none", "named", "all")], [False, True, True]
        )

    def test_a_ticket_that_is_given_is_no_mention(self):
        self.ticket.assign(self.minho, by=self.jisu)
        self.assertEqual([self.hears(sounds) for sounds in ("named", "all")], [False, True])

    def test_what_was_read_is_old_or_comes_in_quiet_hours_makes_none(self):
        self.ticket.assign(self.minho, by=self.jisu)
        self.minho.become("break", by=self.minho)
        self.assertFalse(self.hears("all"))
        self.minho.become("available", by=self.minho)
        self.assertTrue(self.hears("all"))
        with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
            self.assertFalse(self.hears("all"))
        Notification.objects.filter(member=self.minho).mark_read()
        self.assertFalse(self.hears("all"))

    def test_an_open_page_asks(self):
        self.client.force_login(self.minho)
        self.ticket.assign(self.minho, by=self.jisu)
        self.assertEqual(self.client.get("/notifications/sound/").status_code, 204)
        Member.objects.filter(pk=self.minho.pk).update(sounds="all")
        self.assertEqual(self.client.get("/notifications/sound/").status_code, 200)


class DigestTests(SupportTestCase):
    def test_it_waits_until_the_quiet_hours_end(self):
        Member.objects.filter(pk=self.minho.pk).update(
            has_quiet_hours=True, quiet_from=time(22), quiet_to=time(10)
        )
        Digest.objects.create(member=self.minho, due_at=NIGHT - timedelta(minutes=1))
        with time_machine.travel(NIGHT, tick=False):
            mail_digests()
        self.assertEqual(Digest.objects.get().due_at, NIGHT + timedelta(hours=11))
        with time_machine.travel(NIGHT + timedelta(hours=11), tick=False):
            mail_digests()
        self.assertFalse(Digest.objects.exists())

    def test_on_a_break_it_is_looked_at_again(self):
        with time_machine.travel(NIGHT, tick=False):
            self.minho.become("break", by=self.minho)
            Digest.objects.create(member=self.minho, due_at=NIGHT)
            mail_digests()
        self.assertEqual(Digest.objects.get().due_at, NIGHT + timedelta(minutes=5))
