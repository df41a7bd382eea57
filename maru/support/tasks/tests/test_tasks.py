"""The list of a ticket: added, ticked, given, moved; and where it goes with a merger."""

from __future__ import annotations

from datetime import date

from django.test import SimpleTestCase
from django.utils.translation import override

from maru.staff.journal.models import Event
from maru.support.notifications.lines import lines_of
from maru.support.notifications.models import Notification
from maru.support.tasks.adding import MOST, Unlisted, add_tasks, lines_in, move_task
from maru.support.tasks.models import Task
from maru.support.tickets.leaving import let_go
from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.telling import told
from maru.support.tickets.tests.cast import SupportTestCase


class LineTests(SimpleTestCase):
    def test_several_lines_are_several_tasks_without_the_marks_of_lists(self):
        pasted = (
            "- 송장 확인\r\n\n• 사진 받기\n1. 환불 접수\n- [ ] 고객에게 전화\n☐ 끝  \n2026년 정산"
        )
        said = ["송장 확인", "사진 받기", "환불 접수", "고객에게 전화", "끝", "2026년 정산"]
        self.assertEqual(lines_in(pasted), said)

    def test_nothing_and_too_much_are_refused_in_words(self):
        for text in ("", " \n \n", "가" * 501):
            with self.assertRaises(Unlisted) as refused:
                lines_in(text)
            self.assertTrue(refused.exception.words)


class TaskTests(SupportTestCase):
    def texts(self, ticket=None):
        rows = Task.objects.filter(ticket=ticket or self.ticket).in_order()
        return list(rows.values_list("text", flat=True))

    def verbs(self):
        rows = Event.of(self.ticket).filter(verb__startswith="ticket.task")
        return list(rows.values_list("verb", flat=True))

    def test_tasks_stand_in_the_order_in_which_they_were_added(self):
        add_tasks(self.ticket, ["하나", "둘"], by=self.jisu)
        add_tasks(self.ticket, ["셋"], by=self.minho)
        self.assertEqual(self.texts(), ["하나", "둘", "셋"])
        self.assertEqual(self.verbs(), ["ticket.task_added"] * 2)

    def test_a_list_ends_somewhere(self):
        add_tasks(self.ticket, [str(n) for n in range(MOST)], by=self.jisu)
        with self.assertRaises(Unlisted):
            add_tasks(self.ticket, ["더"], by=self.jisu)

    def test_ticking_twice_leaves_one_event(self):
        [task] = add_tasks(self.ticket, ["하나"], by=self.jisu)
        self.assertIs(task.do(by=self.jisu), True)
        self.assertIs(Task.objects.get(pk=task.pk).do(by=self.minho), False)
        self.assertEqual(self.verbs().count("ticket.task_done"), 1)
        self.assertEqual(Task.objects.get(pk=task.pk).done_by, self.jisu)
        self.assertIs(task.reopen(by=self.jisu), True)
        self.assertFalse(Task.objects.get(pk=task.pk).is_done)

    def test_whoever_is_given_tasks_is_told_once_and_not_by_their_own_hand(self):
        add_tasks(self.ticket, ["송장 확인", "사진 받기"], by=self.jisu, assignee=self.minho)
        add_tasks(self.ticket, ["내 일"], by=self.jisu, assignee=self.jisu)
        row = Notification.objects.get()
        self.assertEqual((row.member, row.reason), (self.minho, "task"))
        [line] = lines_of([row], self.minho)
        self.assertEqual(line.excerpt, "송장 확인 · 사진 받기")
        Task.objects.all().delete()
        [line] = lines_of([row], self.minho)
        self.assertEqual(line.excerpt, "")

    def test_who_may_not_see_the_ticket_is_told_nothing(self):
        add_tasks(self.ticket, ["확인"], by=self.jisu, assignee=self.eve)
        self.assertFalse(Notification.objects.exists())

    def test_given_to_another_tells_them(self):
        [task] = add_tasks(self.ticket, ["확인"], by=self.jisu)
        day = date(2026, 12, 1)
        self.assertIs(task.change(by=self.jisu, text="확인", assignee=self.minho, due_on=day), True)
        self.assertIs(
            task.change(by=self.jisu, text="확인", assignee=self.minho, due_on=day), False
        )
        self.assertEqual(Notification.objects.get().member, self.minho)

    def test_it_moves_to_any_place_and_nowhere_else(self):
        one, two, three = add_tasks(self.ticket, ["하나", "둘", "셋"], by=self.jisu)
        self.assertIs(move_task(three, 0, by=self.jisu), True)
        self.assertEqual(self.texts(), ["셋", "하나", "둘"])
        self.assertIs(move_task(one, 99, by=self.jisu), True)
        self.assertEqual(self.texts(), ["셋", "둘", "하나"])
        self.assertIs(move_task(two, 1, by=self.jisu), False)

    def test_the_history_says_it_in_both_languages(self):
        [task] = add_tasks(self.ticket, ["확인"], by=self.jisu, assignee=self.minho)
        task.change(by=self.jisu, text="두 번 확인", assignee=None, due_on=date(2026, 12, 1))
        task.do(by=self.jisu)
        task.reopen(by=self.jisu)
        move_task(task, 0, by=self.jisu)
        task.remove(by=self.jisu)
        events = list(Event.of(self.ticket).filter(verb__startswith="ticket.task"))
        for language in ("ko", "en"):
            with override(language):
                lines = [each.text for each in told(events)]
            self.assertEqual(lines[:2], ["확인", "박민호"])
            self.assertTrue(all("두 번 확인" in line for line in lines[2:]), lines)

    def test_whoever_leaves_has_none_left(self):
        [task] = add_tasks(self.ticket, ["확인"], by=self.minho, assignee=self.jisu)
        [done] = add_tasks(self.ticket, ["끝난 일"], by=self.minho, assignee=self.jisu)
        done.do(by=self.jisu)
        let_go(self.jisu, to=self.minho, by=self.sora)
        rows = dict(Task.objects.values_list("text", "assignee__name"))
        self.assertEqual(rows, {"확인": "박민호", "끝난 일": "최지수"})
        let_go(self.minho, to=None, by=self.sora)
        self.assertIsNone(Task.objects.get(pk=task.pk).assignee)

    def test_they_go_where_the_ticket_is_merged_and_come_back(self):
        other = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="같은 일", text="또 왔어요"
        )
        add_tasks(self.ticket, ["여기"], by=self.jisu)
        add_tasks(other, ["거기"], by=self.jisu)
        other.merge_into(self.ticket, by=self.jisu)
        self.assertCountEqual(self.texts(), ["여기", "거기"])
        with self.assertRaises(Merged):
            add_tasks(other, ["더"], by=self.jisu)
        other.unmerge(by=self.jisu)
        self.assertEqual((self.texts(), self.texts(other)), (["여기"], ["거기"]))
        self.assertFalse(Task.objects.exclude(home=None).exists())
