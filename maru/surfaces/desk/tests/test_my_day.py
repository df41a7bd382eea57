"""My day: what waits for one, what is due, who mentioned one, what comes back; and nothing else."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from maru.support.reminders.models import Reminder
from maru.support.savedviews import counting
from maru.support.tasks.adding import add_tasks
from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.desk.my_day import day_of

HTMX = {"HX-Request": "true"}
PART = {**HTMX, "X-Maru-Live": "1"}


# A Sunday noon: the day does not end while the test runs.
@time_machine.travel("2026-11-29T12:00:00+09:00")
class MyDayTests(SupportTestCase):
    def setUp(self):
        counting.HERE.clear()
        self.client.force_login(self.jisu)
        timezone.activate("Asia/Seoul")
        self.addCleanup(timezone.deactivate)

    def opened(self, subject, *, of=None, **fields):
        return open_ticket(
            by=self.minho, brand=self.onnuri, requester=self.kim, subject=subject,
            text="물어봐요", assignee=of or self.jisu, **fields,
        )  # fmt: skip

    def fill(self, many=1):
        for n in range(many):
            ticket = self.opened(f"첫째 {n}")
            add_tasks(ticket, [f"할 일 {n}"], by=self.minho, assignee=self.jisu,
                      due_on=timezone.localdate())  # fmt: skip
            Reminder.make(ticket, by=self.jisu, due_at=timezone.now(), text=f"다시 {n}")
            self.opened(f"둘째 {n}", of=self.minho).note("@최지수 봐 주세요", by=self.minho)
            later = self.opened(f"셋째 {n}")
            later.snooze(timezone.now() + timedelta(hours=2), by=self.jisu)

    def test_each_part_holds_what_is_one_s_own(self):
        self.fill()
        answered = self.opened("답을 기다림")
        answered.reply("네", by=self.jisu)
        add_tasks(answered, ["남의 일"], by=self.jisu, assignee=self.minho)
        Reminder.make(answered, by=self.minho, due_at=timezone.now(), text="남의 것")
        Reminder.make(
            answered, by=self.jisu, due_at=timezone.now() + timedelta(days=1), text="내일"
        )
        self.opened("모레").snooze(timezone.now() + timedelta(days=2), by=self.jisu)
        day = day_of(self.jisu)
        self.assertEqual([ticket.subject for ticket in day.waiting], ["첫째 0"])
        self.assertEqual(day.others, 1)
        self.assertEqual([task.text for task in day.tasks], ["할 일 0"])
        self.assertEqual([each.text for each in day.reminders], ["다시 0"])
        self.assertEqual([line.ticket.subject for line in day.mentions], ["둘째 0"])
        self.assertEqual([ticket.subject for ticket in day.back], ["셋째 0"])

    def test_what_is_out_of_sight_is_not_there(self):
        self.fill()
        for ticket in Ticket.objects.all():
            ticket.hand_to(self.secret_team, by=self.sora)
        self.assertTrue(day_of(self.jisu).is_empty)

    def test_late_tasks_come_first_and_those_without_a_day_last(self):
        today = timezone.localdate()
        for text, day in (("언젠가", None), ("내일", today + timedelta(days=1)),
                          ("어제", today - timedelta(days=1))):  # fmt: skip
            add_tasks(self.ticket, [text], by=self.minho, assignee=self.jisu, due_on=day)
        self.assertEqual(
            [task.text for task in day_of(self.jisu).tasks], ["어제", "내일", "언젠가"]
        )

    def test_the_page_is_empty_with_a_next_step(self):
        response = self.client.get(reverse("desk:my_day"))
        self.assertContains(response, "view=unassigned")

    def test_it_costs_the_same_however_much_there_is(self):
        self.fill(2)
        few = self.queries()
        self.fill(20)
        self.assertEqual(self.queries(), few)
        self.assertLess(few, 26)

    def queries(self):
        counting.HERE.clear()
        with CaptureQueriesContext(connection) as asked:
            response = self.client.get(reverse("desk:my_day"), headers=PART)
        self.assertContains(response, 'id="my-day"')
        return len(asked)

    def test_the_number_on_the_rail_is_of_what_is_due(self):
        self.fill()
        add_tasks(self.ticket, ["언젠가"], by=self.minho, assignee=self.jisu)
        page = self.client.get(reverse("desk:my_day")).content.decode()
        number = page.split('id="rail-count-my-day"')[1].split("</span>")[1]
        self.assertTrue(number.endswith("2"), number)

    def test_what_is_done_here_goes_and_can_be_taken_back(self):
        self.fill()
        task, place = Task.objects.get(), reverse("desk:my_day")
        tick = reverse("tasks:done", args=[task.ticket_id, task.pk])
        answer = self.client.post(tick, {"my_day": "1"}, headers=HTMX)
        self.assertEqual(answer["HX-Trigger"], "maru:own-work")
        self.assertNotContains(self.client.get(place, headers=PART), "할 일 0")
        self.assertContains(answer, f'hx-delete="{tick}"')
        self.client.delete(tick, headers=HTMX)
        self.assertContains(self.client.get(place, headers=PART), "할 일 0")
        plain = self.client.post(tick, {"my_day": "1"})
        self.assertEqual(plain["Location"], place)
