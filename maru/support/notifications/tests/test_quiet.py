"""What makes a noise asks first: a sound only for what is wanted, no mail within quiet hours."""

from __future__ import annotations

from datetime import time, timedelta
from unittest.mock import patch

import time_machine
from django.utils import timezone

from maru.kit.secrets import unseal
from maru.staff.members.models import Member
from maru.support.notifications import mailing
from maru.support.notifications.mailing import mail_due, mail_nothing_of_before
from maru.support.notifications.mailing_digests import mail_digests
from maru.support.notifications.models import Digest, Notification
from maru.support.notifications.sounding import is_heard
from maru.support.notifications.tests.nights import NIGHT, quiet_night, quiet_over
from maru.support.notifications.wish import choose
from maru.support.tickets.models import Notice
from maru.support.tickets.tests.cast import SupportTestCase


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


class MailTests(SupportTestCase):
    """Mail at once waits for the end of quiet hours, and nothing of it is lost."""

    def setUp(self):
        choose(self.minho, {"assigned": {"mail": True}, "mentioned": {"mail": True}})

    def told(self, *texts: str) -> None:
        for text in texts:
            self.ticket.note(f"@박민호 {text}", by=self.jisu)

    def notices(self) -> list[str]:
        mail_due()
        return [unseal(each.delivery.content.text) for each in Notice.objects.order_by("id")]

    def test_it_waits_and_then_is_one_mail_for_a_ticket(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.told("하나", "둘", "셋")
            self.assertEqual(self.notices(), [])
        with time_machine.travel(quiet_over() - timedelta(minutes=1), tick=False):
            self.assertEqual(self.notices(), [])
        with time_machine.travel(quiet_over(), tick=False):
            self.assertEqual(len(self.notices()), 1)
            (text,) = self.notices()
        self.assertIn("셋", text)
        self.assertIn("2건", text)

    def test_what_is_read_by_then_is_not_mailed(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.told("하나")
            self.notices()
            Notification.objects.filter(member=self.minho).mark_read()
        with time_machine.travel(quiet_over(), tick=False):
            self.assertEqual(self.notices(), [])

    def test_more_than_a_batch_that_waits_keeps_nobody_else_waiting(self):
        choose(self.sora, {"mentioned": {"mail": True}})
        night = time_machine.travel(quiet_night(self.minho), tick=False)
        with night, patch.object(mailing, "BATCH", 2):
            self.told("하나", "둘", "셋")
            self.ticket.note("@윤소라", by=self.jisu)
            mail_due()
        self.assertEqual([each.member for each in Notice.objects.all()], [self.sora])
        with time_machine.travel(quiet_over(), tick=False), patch.object(mailing, "BATCH", 2):
            while mail_due():
                pass
        self.assertEqual(Notice.objects.filter(member=self.minho).count(), 1)

    def test_who_ends_their_quiet_hours_gets_it_at_once(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.told("하나")
            self.assertEqual(self.notices(), [])
            Member.objects.filter(pk=self.minho.pk).update(has_quiet_hours=False)
            self.assertEqual(len(self.notices()), 1)

    def test_on_a_break_it_waits_too(self):
        self.minho.become("break", by=self.minho)
        self.told("하나")
        self.assertEqual(self.notices(), [])
        self.minho.become("available", by=self.minho)
        self.assertEqual(len(self.notices()), 1)

    def test_after_a_restore_what_waited_is_told_by_the_desk_alone(self):
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.told("하나")
        mail_nothing_of_before(timezone.now())
        with time_machine.travel(quiet_over(), tick=False):
            self.assertEqual(self.notices(), [])


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
