"""The list in the panel, and solving what is not done."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.urls import reverse

from maru.support.tasks.adding import add_tasks
from maru.support.tasks.models import Task
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class PanelTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.place = reverse("tasks:tasks", args=[self.ticket.pk])

    def test_lines_become_tasks_and_the_list_shows_them(self):
        response = self.client.post(
            self.place, {"text": "- 송장 확인\n- <b>사진</b> 받기", "assignee": self.minho.pk,
                         "due_on": "2026-12-01"}, headers=HTMX,
        )  # fmt: skip
        self.assertContains(response, "송장 확인")
        self.assertContains(response, "&lt;b&gt;사진&lt;/b&gt; 받기")
        self.assertEqual(Task.objects.filter(assignee=self.minho).count(), 2)
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, "송장 확인")

    def test_what_is_wrong_is_said_and_nothing_is_added(self):
        for given in ({"text": " "}, {"text": "확인", "assignee": self.eve.pk},
                      {"text": "확인", "due_on": "어제쯤"}):  # fmt: skip
            response = self.client.post(self.place, given, headers=HTMX)
            self.assertContains(response, "notice--bad", status_code=422)
        self.assertFalse(Task.objects.exists())

    def test_without_scripts_it_is_ticked_changed_and_moved_by_forms(self):
        one, two = add_tasks(self.ticket, ["하나", "둘"], by=self.jisu)
        place = reverse("tasks:task", args=[self.ticket.pk, two.pk])
        self.assertContains(self.client.get(place), "둘")
        self.client.post(reverse("tasks:done", args=[self.ticket.pk, one.pk]))
        self.client.post(place, {"text": "둘째", "assignee": "", "due_on": ""})
        response = self.client.post(f"{place}place/")
        page = reverse("desk:ticket", args=[self.ticket.pk])
        self.assertEqual(response["Location"], f"{page}#panel-tasks")
        rows = Task.objects.in_order()
        self.assertEqual(
            [(row.text, row.is_done) for row in rows], [("둘째", False), ("하나", True)]
        )

    def test_what_was_taken_off_comes_back_as_it_was(self):
        add_tasks(self.ticket, ["하나"], by=self.jisu)
        [task] = add_tasks(self.ticket, ["둘"], by=self.jisu, assignee=self.minho)
        add_tasks(self.ticket, ["셋"], by=self.jisu)
        task.do(by=self.jisu)
        place = reverse("tasks:task", args=[self.ticket.pk, task.pk])
        gone = self.client.delete(place, headers=HTMX)
        self.assertEqual(Task.objects.count(), 2)
        back = gone.content.decode().split('hx-post="')[-1].split('"')[0].replace("&amp;", "&")
        self.assertEqual(urlsplit(back).path, self.place)
        self.client.post(back, headers=HTMX)
        rows = [(row.text, row.is_done, row.assignee) for row in Task.objects.in_order()]
        self.assertEqual(rows[1], ("둘", True, self.minho))

    def test_others_tasks_do_not_exist(self):
        [task] = add_tasks(self.ticket, ["하나"], by=self.jisu)
        self.client.force_login(self.eve)
        for view in ("task", "done", "place"):
            place = reverse(f"tasks:{view}", args=[self.ticket.pk, task.pk])
            self.assertEqual(self.client.post(place, {"text": "x"}).status_code, 404)


class SolvingTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        add_tasks(self.ticket, ["송장 확인", "사진 받기"], by=self.jisu)
        self.place = reverse("tickets:solution", args=[self.ticket.pk])

    def status(self):
        return Ticket.objects.get(pk=self.ticket.pk).status

    def test_what_is_left_is_said_and_one_may_go_on(self):
        response = self.client.post(self.place, headers=HTMX)
        self.assertContains(response, "송장 확인", status_code=422)
        self.assertNotEqual(self.status(), "solved")
        self.client.post(self.place, {"anyway": "1"}, headers=HTMX)
        self.assertEqual(self.status(), "solved")

    def test_a_page_without_scripts_asks_the_same(self):
        self.assertContains(self.client.post(self.place), 'name="anyway"', status_code=422)

    def test_nothing_is_asked_once_all_is_done(self):
        for task in Task.objects.all():
            task.do(by=self.jisu)
        self.client.post(self.place, headers=HTMX)
        self.assertEqual(self.status(), "solved")

    def test_an_answer_that_solves_waits_for_the_same_word(self):
        given = {"mode": "reply", "text": "보냈습니다", "seen": self.ticket.last_public_id,
                 "then": ["pending", "solved"]}  # fmt: skip
        place = reverse("tickets:messages", args=[self.ticket.pk])
        response = self.client.post(place, given, headers=HTMX)
        self.assertContains(response, "done_anyway", status_code=422)
        self.assertFalse(Message.objects.filter(text="보냈습니다").exists())
        self.assertEqual(self.ticket.drafts.get().text, "보냈습니다")
        self.client.post(place, {**given, "done_anyway": "1"}, headers=HTMX)
        self.assertEqual(self.status(), "solved")
