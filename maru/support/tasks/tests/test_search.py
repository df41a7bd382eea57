"""A ticket is found by what is to be done in it, by who may see it."""

from __future__ import annotations

from maru.support.tasks.adding import add_tasks
from maru.support.tasks.models import Task
from maru.support.tickets.tests.test_search import SearchTestCase


class TaskSearchTests(SearchTestCase):
    def setUp(self):
        add_tasks(self.ticket, ["송장 번호를 창고에 물어보기", "사진 받기"], by=self.jisu)

    def test_a_task_finds_its_ticket_in_any_form_of_its_words(self):
        for query in ("송장", "물어봤는데요", "창고 사진"):
            self.assertEqual(self.found(query), [self.ticket.pk], query)

    def test_what_was_changed_removed_or_done_is_found_as_it_stands_now(self):
        first, second = Task.objects.order_by("place")
        first.change(by=self.jisu, text="영수증 챙기기", assignee=None, due_on=None)
        second.do(by=self.jisu)
        self.assertEqual((self.found("영수증"), self.found("송장")), ([self.ticket.pk], []))
        self.assertEqual(self.found("사진"), [self.ticket.pk])
        second.remove(by=self.jisu)
        self.assertEqual(self.found("사진"), [])

    def test_who_does_not_see_the_ticket_finds_nothing(self):
        self.assertEqual(self.found("송장", self.eve), [])
        self.assertEqual(self.found("송장", self.cole), [])

    def test_it_goes_along_where_the_ticket_is_merged(self):
        other = self.opened("찻잔", "왔어요")
        self.ticket.merge_into(other, by=self.jisu)
        self.assertEqual(self.found("송장"), [other.pk])
