"""Tasks in conditions, in a column, as a deed of macros and bulk changes."""

from __future__ import annotations

from django.utils import timezone

from maru.kit.conditions import Asking
from maru.staff.journal.models import Event
from maru.support.actions.macro import Macro
from maru.support.actions.step import Step
from maru.support.actions.using import use_macro
from maru.support.exports.columns import named, rows_of
from maru.support.tasks.adding import MOST, add_tasks
from maru.support.tasks.deed import Listed
from maru.support.tasks.models import Task
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS


class AskedTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.other = open_ticket(
            by=cls.jisu, brand=cls.onnuri, requester=cls.kim, subject="다른 일", text="물어봐요"
        )
        cls.third = open_ticket(
            by=cls.jisu, brand=cls.onnuri, requester=cls.kim, subject="또 다른 일", text="물어봐요"
        )
        add_tasks(cls.ticket, ["하나", "둘"], by=cls.jisu, assignee=cls.minho)
        [done] = add_tasks(cls.other, ["끝난 일"], by=cls.jisu, assignee=cls.minho)
        done.do(by=cls.jisu)

    def test_the_database_and_the_ticket_at_hand_give_one_answer(self):
        for field in ("tasks_left", "my_tasks"):
            for member in (self.minho, self.jisu):
                asking = Asking(me=member.pk, now=timezone.now())
                condition = TICKETS.read({"field": field, "op": "is", "value": True})
                found = set(Ticket.objects.filter(TICKETS.query(condition, asking)))
                held = {t for t in Ticket.objects.all() if TICKETS.holds(condition, t, asking)}
                self.assertEqual(found, held)
                expected = set() if (field, member) == ("my_tasks", self.jisu) else {self.ticket}
                self.assertEqual(found, expected)

    def test_a_column_counts_them_in_one_query(self):
        tickets = [self.ticket, self.other, self.third]
        asked = [each for each in named(["tasks"], self.jisu) if each.name == "tasks"]
        with self.assertNumQueries(1):
            cells = [row[0] for row in rows_of(tickets, asked)]
        self.assertEqual(cells, ["0/2", "1/1", ""])

    def do(self, ticket, value):
        step = Step({"tasks_added": value}, self.jisu)
        cause = Event.record("ticket.macro", ticket, by=self.jisu)
        return step, step.do(ticket, cause), cause

    def test_what_stands_there_is_not_added_twice_and_all_of_it_is_taken_back(self):
        step, was, cause = self.do(self.ticket, ["둘", "셋"])
        self.assertEqual(Task.objects.filter(ticket=self.ticket).count(), 3)
        self.assertEqual(step.foresee(self.ticket), {"tasks_added": "same"})
        self.assertEqual(step.take_back(self.ticket, was, [], cause), "")
        self.assertEqual(Task.objects.filter(ticket=self.ticket).count(), 2)
        self.assertEqual(step.foresee(self.ticket), {"tasks_added": ""})

    def test_a_full_list_is_foreseen(self):
        add_tasks(self.third, [str(n) for n in range(MOST)], by=self.jisu)
        step = Step({"tasks_added": ["하나"]}, self.jisu)
        self.assertEqual(step.foresee(self.third), {"tasks_added": "too_many"})

    def test_a_macro_is_a_checklist(self):
        kept = Listed().keep("- 송장 확인\n- 사진 받기\n- 송장 확인", self.jisu)
        macro = Macro.make(
            by=self.jisu, member=self.jisu, name="파손 접수", changes={"tasks_added": kept}
        )  # fmt: skip
        use_macro(macro, self.third, by=self.jisu)
        texts = list(
            Task.objects.filter(ticket=self.third).in_order().values_list("text", flat=True)
        )
        self.assertEqual(texts, ["송장 확인", "사진 받기"])
