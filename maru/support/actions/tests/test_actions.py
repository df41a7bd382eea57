"""Actions: read, kept, foreseen on one ticket, done by its own verbs."""

from typing import Any

from maru.kit.fields.field import CustomField
from maru.staff.fields.defining import make
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.actions.action import Unreadable
from maru.support.actions.foreseeing import foreseen
from maru.support.actions.reading import BadChanges, changes_in_words, keep_changes, read_changes
from maru.support.actions.registry import actions, deeds
from maru.support.actions.step import Step
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase


def named(name: str) -> Any:
    return next(each for each in actions() if each.name == name)


class ActionTests(SupportTestCase):
    def cause(self) -> Event:
        return Event.record("ticket.macro", self.ticket, by=self.jisu)

    def test_what_is_kept_can_be_read_by_whoever_does_it(self):
        amount = CustomField(noun="ticket", kind="number", key="amount", label="금액")
        make(amount, [], by=self.sora)
        given = {
            "status": "solved", "priority": "high", "team": str(self.team.pk), "assignee": "me",
            "tags_added": "환불, 급함", "follow": "yes", "note": "확인했어요", "fields.amount": "3",
        }  # fmt: skip
        kept = keep_changes(given, self.minho)
        self.assertEqual(kept["assignee"], "me")
        read = read_changes(kept, self.jisu, actions(self.jisu))
        self.assertEqual(read["assignee"], self.jisu.pk)
        self.assertEqual(keep_changes(read, self.jisu), {**kept, "assignee": self.jisu.pk})
        words = dict(changes_in_words(kept))
        self.assertEqual((words["상태"], words["담당"]), ("해결", "쓰는 사람"))

    def test_an_answer_and_a_note_are_for_no_bulk_change(self):
        self.assertLess({"note", "answer"}, {each.name for each in actions()})
        self.assertFalse({"note", "answer"} & {each.name for each in deeds()})
        with self.assertRaises(BadChanges):
            read_changes({"note": "x"}, self.jisu)
        with self.assertRaises(BadChanges):
            keep_changes({"answer": "x"}, self.jisu)

    def test_an_unknown_placeholder_is_named(self):
        with self.assertRaisesMessage(Unreadable, "{{고객.이믈}}"):
            named("note").read("{{고객.이믈}}님", self.jisu)

    def test_a_note_is_filled_in(self):
        cause = self.cause()
        Step({"note": "{{고객.이름}} 확인"}, self.jisu).do(self.ticket, cause)
        self.assertEqual(Message.objects.latest("id").text, "김하늘 확인")
        self.assertEqual(Event.objects.filter(verb="ticket.noted").latest("id").cause, cause)

    def test_one_ticket_is_foreseen_in_one_query(self):
        self.ticket.set_priority(3, by=self.jisu)
        step = Step({"priority": 3, "kind": "problem", "assignee": self.eve.pk}, self.jisu)
        _ = step.actions
        eve = step.member(self.eve.pk)
        self.assertTrue(eve.brand_ids and eve.hidden_team_ids)  # these are asked once
        with self.assertNumQueries(1):
            told = step.foresee(self.ticket)
        self.assertEqual(told, {"priority": "same", "kind": "", "assignee": "unfit"})

    def test_what_is_foreseen_says_what_a_role_may_not(self):
        cole = self.cole
        Ticket.objects.get(pk=self.ticket.pk).follow(cole, by=self.jisu)
        told = {
            p.name: p.reason for p in foreseen({"note": "a", "status": "open"}, self.ticket, cole)
        }
        self.assertEqual(told, {"note": "", "status": "not_allowed"})

    def test_a_hidden_team_cannot_be_read(self):
        parts = foreseen({"team": self.secret_team.pk}, self.ticket, self.jisu)
        self.assertEqual([part.reason for part in parts], ["unreadable"])
        trainee = self.member("tina", "수습", Role.TRAINEE)
        self.assertEqual(foreseen({"team": None}, self.ticket, trainee)[0].reason, "")
