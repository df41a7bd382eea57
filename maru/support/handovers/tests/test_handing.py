"""Handing over: notes, tickets and one word to whoever goes on; all of it or nothing."""

from __future__ import annotations

from datetime import timedelta
from unittest import mock

import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.teams.models import Team
from maru.support.handovers import giving
from maru.support.handovers.giving import Unheard, foreseen, hand_over
from maru.support.handovers.models import Handover
from maru.support.handovers.prefilling import open_for
from maru.support.handovers.taking_back import take_back
from maru.support.notifications.lines import lines_of
from maru.support.notifications.mailing import mail_due
from maru.support.notifications.models import Notification
from maru.support.notifications.tests.nights import quiet_night, quiet_over
from maru.support.notifications.wish import choose
from maru.support.reminders.models import Reminder
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class HandingCase(SupportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.ticket.assign(cls.jisu, by=cls.sora)
        cls.other = open_ticket(
            by=cls.sora, brand=cls.onnuri, requester=cls.kim, subject="두 번째", text="물어봐요",
            assignee=cls.jisu, team=cls.team,
        )  # fmt: skip
        Notification.objects.all().delete()

    def hand(self, to=None, **fields):
        texts = {self.ticket.pk: "사진을 기다림", self.other.pk: ""}
        return hand_over(texts, by=self.jisu, to=to or self.minho, **fields)

    def assignees(self):
        return [Ticket.objects.get(pk=each.pk).assignee for each in (self.ticket, self.other)]


class PrefillTests(HandingCase):
    def test_the_last_word_is_quoted_without_the_signature_under_it(self):
        self.ticket.reply("내일 보내 드려요.", by=self.jisu)
        text = next(each.text for each in open_for(self.jisu) if each.ticket == self.ticket)
        self.assertIn("“내일 보내 드려요.”", text)

    def test_each_ticket_says_state_last_word_tasks_and_the_next_reminder(self):
        add_tasks(self.ticket, ["송장 확인"], by=self.jisu)
        due = timezone.now() + timedelta(hours=1)
        Reminder.make(self.ticket, by=self.jisu, due_at=due, text="다시 전화")
        Reminder.make(self.ticket, by=self.minho, due_at=timezone.now(), text="남의 것")
        with override("ko"):
            found = {each.ticket.pk: each.text for each in open_for(self.jisu)}
        text = found[self.ticket.pk]
        for words in ("상태: 새 문의", "뚜껑 손잡이 옆이 깨져", "송장 확인", "다시 전화"):
            self.assertIn(words, text)
        self.assertNotIn("남의 것", text)
        self.assertEqual(set(found), {self.ticket.pk, self.other.pk})

    def test_it_costs_the_same_however_many_there_are(self):
        open_for(self.jisu)  # whom they see is asked once
        with self.assertNumQueries(4):
            open_for(self.jisu)
        for n in range(5):
            open_ticket(by=self.sora, brand=self.onnuri, requester=self.kim, subject=str(n),
                        text="x", assignee=self.jisu)  # fmt: skip
        with self.assertNumQueries(4):
            self.assertEqual(len(open_for(self.jisu)), 7)


class HandingTests(HandingCase):
    def test_notes_stand_in_the_tickets_and_whoever_goes_on_is_told_once(self):
        made = self.hand(text="오늘은 조용했어요.")
        notes = [part.note.text for part in made.parts.select_related("note")]
        self.assertIn("사진을 기다림", notes[0])
        self.assertEqual(self.assignees(), [self.jisu, self.jisu])
        row = Notification.objects.get()
        self.assertEqual((row.member, row.reason, row.count), (self.minho, "handover", 2))
        [line] = lines_of([row], self.minho)
        self.assertEqual(line.href, f"/handovers/{made.pk}/")
        self.assertEqual(len(mail.outbox), 0)

    def test_the_tickets_are_given_along_and_still_it_is_one_word(self):
        self.hand(is_giving=True)
        self.assertEqual(self.assignees(), [self.minho, self.minho])
        row = Notification.objects.get(member=self.minho)
        self.assertEqual((row.reason, row.count, row.ticket), ("handover", 2, None))

    def test_a_team_goes_on_and_each_of_it_is_told(self):
        night = Team.objects.create(name="야간팀")
        night.members.set([self.minho, self.sora, self.jisu])
        self.hand(to=night, is_giving=True)
        self.assertEqual(self.assignees(), [None, None])
        self.assertEqual(Ticket.objects.filter(team=night).count(), 2)
        told = Notification.objects.filter(reason="handover")
        self.assertEqual({row.member for row in told}, {self.minho, self.sora})
        self.assertFalse(Notification.objects.filter(reason="team").exists())

    def test_who_wants_mail_gets_one(self):
        choose(self.minho, {"handover": {"mail": True}})
        self.hand(is_giving=True)
        self.assertEqual([each.to for each in mail.outbox], [[self.minho.email]])
        self.assertNotIn("사진을 기다림", mail.outbox[0].body)

    def test_in_quiet_hours_the_mail_waits_until_they_end(self):
        choose(self.minho, {"handover": {"mail": True}})
        with time_machine.travel(quiet_night(self.minho), tick=False):
            self.hand(is_giving=True)
            mail_due()
            self.assertEqual(mail.outbox, [])
        with time_machine.travel(quiet_over(), tick=False):
            mail_due()
            mail_due()
        self.assertEqual([each.to for each in mail.outbox], [[self.minho.email]])
        self.assertIn("2", mail.outbox[0].body)

    def test_what_the_other_may_not_have_stays_and_they_hear_nothing_of_it(self):
        self.other.hand_to(self.secret_team, by=self.sora)
        self.secret_team.members.add(self.jisu)
        jisu = type(self.jisu).objects.get_queryset().get(pk=self.jisu.pk)
        texts = {self.ticket.pk: "a", self.other.pk: "비밀"}
        planned = Handover(by=jisu, to=self.minho, is_giving=True)
        self.assertEqual(list(foreseen([self.ticket, self.other], planned)), [self.other.pk])
        made = hand_over(texts, by=jisu, to=self.minho, is_giving=True)
        self.assertEqual(self.assignees(), [self.minho, self.jisu])
        self.assertEqual(made.parts.get(ticket=self.other).left, "unfit")
        seen = made.parts_for(self.minho)
        self.assertEqual([part.ticket for part in seen], [self.ticket])
        self.assertEqual(Notification.objects.get(member=self.minho).count, 1)

    def test_nothing_happened_where_something_fails(self):
        with mock.patch.object(giving, "tell_takers", side_effect=OSError), \
                self.assertRaises(OSError):  # fmt: skip
            self.hand(is_giving=True)
        self.assertFalse(Handover.objects.exists())
        self.assertEqual(self.assignees(), [self.jisu, self.jisu])

    def test_others_tickets_are_not_handed_over(self):
        with self.assertRaises(Unheard):
            hand_over({self.ticket.pk: "x"}, by=self.eve, to=self.eve)
        reader = self.member("reader", "오분석", Role.ANALYST)
        with self.assertRaises(PermissionDenied):
            hand_over({self.ticket.pk: "x"}, by=reader, to=self.minho)

    def test_they_are_taken_back_but_for_what_was_given_on(self):
        made = self.hand(is_giving=True)
        self.other.refresh_from_db()
        self.other.assign(self.sora, by=self.minho)
        self.assertIsNone(take_back(made, by=self.minho))
        self.assertEqual(take_back(made, by=self.jisu), {self.other.pk: "since"})
        self.assertEqual(self.assignees(), [self.jisu, self.sora])
        self.assertIsNone(take_back(made, by=self.jisu))
        self.assertEqual(made.parts.exclude(note=None).count(), 2)  # what was said stays

    def presence(self):
        jisu = Member.objects.get(pk=self.jisu.pk)
        return jisu.availability, jisu.back_at

    def test_who_leaves_is_away_and_taken_back_they_are_what_they_were(self):
        back_at = timezone.now() + timedelta(hours=1)
        self.jisu.become("break", by=self.jisu, back_at=back_at)
        made = self.hand(is_leaving=True)
        self.assertEqual(self.presence(), ("away", None))
        self.assertEqual(take_back(made, by=self.jisu), {})
        self.assertEqual(self.presence(), ("break", back_at))
        self.assertIsNone(take_back(made, by=self.jisu))

    def test_taken_back_after_the_time_to_return_they_are_available(self):
        self.jisu.become("break", by=self.jisu, back_at=timezone.now() + timedelta(hours=1))
        made = self.hand(is_leaving=True)
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            take_back(made, by=self.jisu)
        self.assertEqual(self.presence(), ("available", None))

    def test_what_they_said_since_stays(self):
        made = self.hand(is_leaving=True, is_giving=True)
        self.jisu.become("available", by=self.jisu)
        self.jisu.become("away", by=self.jisu)
        take_back(made, by=self.jisu)
        self.assertEqual(self.presence(), ("away", None))
        self.assertEqual(self.assignees(), [self.jisu, self.jisu])

    def test_without_it_nobody_is_marked_and_there_is_nothing_to_take_back(self):
        made = self.hand()
        self.assertEqual(self.presence(), ("available", None))
        self.assertIsNone(take_back(made, by=self.jisu))

    def test_only_giver_and_taker_see_it(self):
        made = self.hand()
        for member, sees in ((self.jisu, True), (self.minho, True), (self.sora, False)):
            self.assertEqual(Handover.objects.visible_to(member).filter(pk=made.pk).exists(), sees)
