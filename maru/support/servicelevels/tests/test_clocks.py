"""Clocks run in office hours, stand still, are met, and come back, by what happens to a ticket."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from maru.staff.company.models import Calendar
from maru.staff.journal.models import Event
from maru.support.servicelevels.models import Clock, ServiceLevel, Touched
from maru.support.servicelevels.recounting import recount
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.promising import HOUR, MINUTE, TEN, ask, clock, level
from maru.support.servicelevels.touched import _work_out
from maru.support.servicelevels.winding import wind_all_touched
from maru.support.tickets.choices import NEVER
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase


class ClockTests(SupportTestCase):
    def setUp(self) -> None:
        Ticket.objects.all().update(created_at=TEN - timedelta(days=9))
        Message.objects.all().update(created_at=TEN - timedelta(days=9))

    def at(self, moment):
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        self.addCleanup(traveller.stop)

    def customer(self, ticket: Ticket, **fields) -> Message:
        """kim writes once more, as mail does."""
        message = Message.objects.create(
            ticket=ticket, direction="in", customer=self.kim, text="아직인가요?", **fields
        )
        Event.record("ticket.received", ticket, by=self.kim, after={"message": message.pk})
        return message

    def test_without_a_level_there_is_no_clock_and_nothing_is_noted(self):
        ask(self)
        self.assertFalse(Clock.objects.exists() or Touched.objects.exists())

    def test_what_several_events_say_of_a_ticket_is_worked_out_once(self):
        level()
        ticket = ask(self)
        ticket.reply("환불해 드렸습니다.", by=self.jisu)
        ticket.change("priority", 3, by=self.jisu)
        _work_out({ticket.pk})
        with self.assertNumQueries(1):
            _work_out({ticket.pk})
        self.assertEqual(Clock.objects.get(ticket=ticket, target="first_reply").state, State.MET)

    def test_it_runs_in_office_hours_until_the_answer(self):
        level()
        self.at(TEN.replace(hour=17, minute=30))
        ticket = ask(self)
        self.assertEqual(clock(ticket).promised_at, TEN.replace(hour=9, minute=30) + 24 * HOUR)
        self.at(TEN.replace(hour=9, minute=20) + 24 * HOUR)
        ticket.reply("환불해 드렸습니다.", by=self.jisu)
        met = clock(ticket)
        self.assertEqual((met.state, met.used, met.promised_at), (State.MET, 50 * 60, None))

    def test_the_ticket_knows_its_next_promise(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        ticket.refresh_from_db()
        self.assertEqual(ticket.promise, TEN + HOUR)
        ticket.solve(by=self.jisu)
        wind_all_touched()
        ticket.refresh_from_db()
        self.assertEqual(ticket.promised_at, NEVER)

    def test_pending_stands_still_and_goes_on(self):
        level(pauses=["pending"])
        self.at(TEN)
        ticket = ask(self)
        self.at(TEN + 10 * MINUTE)
        ticket.set_status("pending", by=self.jisu)
        paused = clock(ticket)
        self.assertEqual((paused.state, paused.used), (State.PAUSED, 600))
        self.assertEqual(paused.paused_since, TEN + 10 * MINUTE)
        self.at(TEN + 40 * MINUTE)
        ticket.set_status("open", by=self.jisu)
        self.assertEqual(clock(ticket).promised_at, TEN + HOUR + 30 * MINUTE)

    def test_further_words_do_not_begin_anew_and_machines_say_nothing(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        ticket.reply("확인하겠습니다.", by=self.jisu)
        self.at(TEN + 10 * MINUTE)
        self.customer(ticket, automatic="auto_reply")
        wind_all_touched()
        self.assertFalse(Clock.objects.filter(target="next_reply").exists())
        self.at(TEN + 20 * MINUTE)
        self.customer(ticket)
        self.at(TEN + 30 * MINUTE)
        self.customer(ticket)
        self.assertEqual(clock(ticket, "next_reply").promised_at, TEN + HOUR + 20 * MINUTE)

    def test_an_update_is_promised_again_by_each_answer(self):
        level(update=120)
        self.at(TEN)
        ticket = ask(self)
        self.assertFalse(Clock.objects.filter(target="update").exists())
        ticket.reply("확인하겠습니다.", by=self.jisu)
        self.assertEqual(clock(ticket, "update").promised_at, TEN + 2 * HOUR)
        self.at(TEN + HOUR)
        ticket.reply("아직 확인 중입니다.", by=self.jisu)
        self.assertEqual(clock(ticket, "update").promised_at, TEN + 3 * HOUR)

    def test_solving_meets_and_reopening_goes_on(self):
        level(first_reply=None, next_reply=None, resolve=120)
        self.at(TEN)
        ticket = ask(self)
        self.at(TEN + 90 * MINUTE)
        ticket.solve(by=self.jisu)
        self.assertEqual(clock(ticket, "resolve").state, State.MET)
        self.at(TEN + 4 * HOUR)
        ticket.reopen(by=self.jisu)
        again = clock(ticket, "resolve")
        self.assertEqual((again.state, again.promised_at), (State.RUNNING, TEN + 4.5 * HOUR))

    def test_spam_is_promised_nothing_until_it_is_none(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        self.at(TEN + 5 * MINUTE)
        ticket.mark_as_spam(by=self.jisu)
        self.assertEqual(clock(ticket).state, State.STOPPED)
        self.at(TEN + 15 * MINUTE)
        ticket.clear_of_spam(by=self.jisu)
        self.assertEqual(clock(ticket).promised_at, TEN + HOUR + 10 * MINUTE)

    def test_a_merger_moves_the_wait_and_its_undoing_brings_it_back(self):
        level()
        self.at(TEN)
        old, new = ask(self), ask(self)
        old.reply("답변입니다.", by=self.jisu)
        self.at(TEN + 10 * MINUTE)
        self.customer(new)
        self.at(TEN + 20 * MINUTE)
        new.merge_into(old, by=self.jisu)
        wind_all_touched()
        self.assertFalse(Clock.objects.filter(ticket=new, target="first_reply").exists())
        self.assertEqual(clock(new, "resolve").state, State.STOPPED)
        # What new's customer wrote later than the answer in old waits there since then.
        self.assertEqual(clock(old, "next_reply").promised_at, TEN + HOUR + 10 * MINUTE)
        self.at(TEN + 30 * MINUTE)
        new.unmerge(by=self.jisu)
        self.assertEqual(clock(new).promised_at, TEN + HOUR + 10 * MINUTE)
        wind_all_touched()
        self.assertFalse(Clock.objects.filter(ticket=old, target="next_reply").exists())

    def test_an_answer_that_is_taken_back_was_none(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        self.at(TEN + 10 * MINUTE)
        message = ticket.reply("잘못 보냄", by=self.jisu, wait=MINUTE)
        self.assertEqual(clock(ticket).state, State.MET)
        ticket.take_back(message, by=self.jisu)
        self.assertEqual(clock(ticket).promised_at, TEN + HOUR)

    def test_the_first_level_that_is_met_counts_and_one_s_own_hours(self):
        always = Calendar.objects.create(name="늘", hours={
            day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        })  # fmt: skip
        urgent = level(name="긴급", place=1, first_reply=30, calendar=always,
                       conditions={"field": "priority", "op": "is", "value": 4})  # fmt: skip
        level(place=2)
        self.at(TEN.replace(hour=20))
        ticket = ask(self, priority=4)
        self.assertEqual(clock(ticket).level, urgent)
        self.assertEqual(clock(ticket).promised_at, TEN.replace(hour=20, minute=30))
        ticket.change("priority", 2, by=self.jisu)
        self.assertEqual(clock(ticket).promised_at, TEN.replace(hour=10) + 24 * HOUR)

    def test_a_level_that_asks_for_what_is_gone_is_passed_over(self):
        level(place=1, conditions={"field": "fields.gone", "op": "is", "value": "x"})
        usual = level(place=2)
        ticket = ask(self)
        self.assertEqual(clock(ticket).level, usual)
        self.assertTrue(ServiceLevel.objects.get(place=1).is_broken)

    def test_closing_for_today_and_a_new_calendar_count_for_what_is_open(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        self.at(TEN + 10 * MINUTE)
        calendar = self.onnuri.calendar
        calendar.close_today(by=self.sora)
        while recount():
            pass
        self.assertEqual(clock(ticket).promised_at, TEN.replace(hour=9, minute=50) + 24 * HOUR)
        self.at(TEN + 25 * MINUTE)
        calendar.open_today(by=self.sora)
        while recount():
            pass
        self.assertEqual(clock(ticket).promised_at, TEN + HOUR + 15 * MINUTE)

    def test_a_removed_level_leaves_no_clock(self):
        only = level()
        ticket = ask(self)
        only.remove(by=self.sora)
        while recount():
            pass
        self.assertFalse(Clock.objects.filter(ticket=ticket).exists())

    def test_what_a_removed_level_promised_is_still_told_of_what_is_done(self):
        only = level()
        ticket = ask(self)
        ticket.set_status("solved", by=self.jisu)
        wind_all_touched()
        with CaptureQueriesContext(connection) as queries:
            self.assertTrue(only.remove(by=self.sora))
        # However many clocks there are: nobody waits for them.
        self.assertFalse([q for q in queries if "servicelevels_clock" in q["sql"]])
        while recount():
            pass
        kept = Clock.objects.select_related("level").filter(ticket=ticket, target="resolve")
        self.assertEqual(kept.get().level, only)
        self.assertFalse(ServiceLevel.objects.exists() or only.remove(by=self.sora))

    def test_a_calendar_of_a_removed_level_may_go(self):
        only = level(calendar=Calendar.objects.create(name="임시", time_zone="Asia/Seoul"))
        calendar = only.calendar
        only.remove(by=self.sora)
        calendar.delete()
        self.assertFalse(Calendar.objects.filter(name="임시").exists())

    def test_what_was_noted_while_nobody_worked_is_worked_out_later(self):
        level()
        self.at(TEN)
        ticket = ask(self)
        ticket.set_status("open", by=self.jisu)
        self.assertTrue(Touched.objects.filter(ticket_id=ticket.pk).exists())
        wind_all_touched()
        self.assertFalse(Touched.objects.exists())

    def test_a_clock_is_not_moved_by_working_it_out_again(self):
        level()
        ticket = ask(self)
        before = Clock.objects.filter(ticket=ticket).values().order_by("pk")
        kept = [{**row, "used": 0} for row in before]
        Touched.objects.create(ticket_id=ticket.pk)
        wind_all_touched()
        after = Clock.objects.filter(ticket=ticket).values().order_by("pk")
        self.assertEqual([{**row, "used": 0} for row in after], kept)

    def test_the_list_stands_in_the_order_of_promises(self):
        level()
        self.at(TEN)
        later = ask(self)
        self.at(TEN + MINUTE)
        first = ask(self, priority=3)
        level_of = Ticket.objects.order_by(F("promised_at"), "-updated_at", "-number")
        self.assertEqual([t.pk for t in level_of[:2]], [later.pk, first.pk])
