"""A look at what a step would do: which tickets, and what of each, before anything happens."""

from unittest.mock import patch

from maru.kit.refusing.refusal import Refusal
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.actions.reading import BadChanges, read_changes
from maru.support.bulk import bulk_change
from maru.support.bulk.models import BulkChange
from maru.support.bulk.working import do_now
from maru.support.sideconversations.inviting import invited_in
from maru.support.sideconversations.writing import start
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class LookingTests(SupportTestCase):
    def setUp(self):
        self.second = self.opened("둘째")
        self.third = self.opened("셋째")

    def opened(self, subject, **fields):
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text=".", **fields
        )

    def look(self, rows=None, **given):
        rows = Ticket.objects.visible_to(self.jisu) if rows is None else rows
        return BulkChange.look_at(rows, read_changes(given, self.jisu), by=self.jisu)

    def test_it_tells_how_many_change_are_so_and_are_left_out_and_changes_nothing(self):
        self.second.set_priority(3, by=self.jisu)
        self.third.merge_into(self.ticket, by=self.jisu)
        events = Event.objects.count()
        seen = self.look(priority="high").foreseen
        self.assertEqual((seen["change"], seen["same"], seen["left"]), (1, 1, {"merged": 1}))
        self.assertEqual(seen["examples"], {
            "change": [self.ticket.pk], "same": [self.second.pk], "merged": [self.third.pk]
        })  # fmt: skip
        self.assertEqual(Event.objects.count(), events)

    def test_it_tells_which_would_be_solved_with_something_open_in_them(self):
        add_tasks(self.second, ["새 뚜껑 보내기"], by=self.jisu)
        asked = invited_in("vendor@parts.example", self.third, self.jisu)
        start(self.third, asked, "재고", "있나요?", by=self.jisu)
        closed = self.opened("넷째")
        add_tasks(closed, ["남은 일"], by=self.jisu)
        closed.close(by=self.jisu)
        seen = self.look(status="solved").foreseen
        self.assertEqual((seen["change"], seen["left_open"]), (4, 2))
        self.assertEqual(seen["examples"]["left_open"], [self.second.pk, self.third.pk])
        self.assertEqual(self.look(status="pending").foreseen["left_open"], 0)

    def test_every_deed_foresees_what_it_does(self):
        self.ticket.tag_only(["파손", "교환"], by=self.jisu)
        self.second.tag_only(["교환"], by=self.jisu)
        self.second.follow(self.jisu, by=self.jisu)
        self.third.mark_as_spam(by=self.jisu)
        self.third.hand_to(self.team, by=self.jisu)
        pay = self.member("pay", "오결제", Role.AGENT, teams=[self.secret_team])
        self.opened("비밀", team=self.secret_team)
        rows = Ticket.objects.filter(brand=self.onnuri).exclude(team=self.secret_team)
        for given in (
            {"status": "solved"}, {"priority": "normal"}, {"kind": "complaint"},
            {"assignee": "me"}, {"assignee": None}, {"assignee": self.minho.pk},
            {"team": self.team.pk}, {"team": None}, {"tags_added": ["교환"]},
            {"tags_added": "파손, 교환"}, {"tags_removed": ["파손"]}, {"tags_removed": ["없음"]},
            {"follow": True}, {"follow": False}, {"spam": True}, {"spam": False},
            {"assignee": pay.pk}, {"status": "open", "priority": "urgent", "tags_added": "급함"},
        ):  # fmt: skip
            change = self.look(rows, **given)
            do_now(change)
            seen = change.foreseen
            self.assertEqual(
                (change.changed, change.same, change.left),
                (seen["change"], seen["same"], seen["left"]), given,
            )  # fmt: skip
            self.assertEqual(change.state, "done", given)

    def test_who_does_not_work_for_a_private_team_is_left_out(self):
        hidden = self.opened("비밀", team=self.secret_team)
        rows = Ticket.objects.visible_to(self.sora).filter(pk__in=[hidden.pk, self.ticket.pk])
        asked = read_changes({"assignee": self.minho.pk}, self.sora)
        change = BulkChange.look_at(rows, asked, by=self.sora)
        self.assertEqual(change.foreseen["left"], {"unfit": 1})
        do_now(change)
        self.assertEqual((change.changed, change.left), (1, {"unfit": 1}))

    def test_a_team_and_an_assignee_who_is_not_in_it_go_together_nowhere(self):
        asked = read_changes({"assignee": self.minho.pk, "team": self.secret_team.pk}, self.sora)
        rows = Ticket.objects.visible_to(self.sora).filter(pk=self.ticket.pk)
        change = BulkChange.look_at(rows, asked, by=self.sora)
        self.assertEqual(change.foreseen["left"], {"unfit": 1})
        do_now(change)
        self.ticket.refresh_from_db()
        self.assertEqual((change.left, self.ticket.team), ({"unfit": 1}, self.team))

    def test_what_comes_in_after_the_look_is_not_changed(self):
        change = self.look(status="solved")
        late = self.opened("늦은 문의")
        do_now(change)
        late.refresh_from_db()
        self.assertFalse(late.is_done)
        self.assertEqual(change.changed, 3)

    def test_what_is_no_value_is_said_in_words(self):
        for given in (
            {"status": "new"}, {"status": "weg"}, {"status": 3}, {"priority": True},
            {"assignee": "x"}, {"assignee": 10**30}, {"assignee": {}}, {"team": 10**9},
            {"team": self.secret_team.pk}, {"tags_added": []}, {"tags_added": [3]},
            {"tags_added": "\x00"}, {"tags_removed": " , "}, {"spam": "vielleicht"},
            {"follow": None}, {"brand": 1}, {}, {"tags_added": "a", "tags_removed": "a"},
            {"tags_added": ["\ud800"]}, {"assignee": self.eve.pk},
        ):  # fmt: skip
            with self.assertRaises(BadChanges, msg=given) as caught:
                read_changes(given, self.jisu)
            self.assertTrue(all(caught.exception.wrong.values()), given)

    def test_more_than_may_be_are_refused(self):
        with patch.object(bulk_change, "MOST", 2), self.assertRaises(Refusal) as caught:
            self.look(status="solved")
        self.assertEqual(caught.exception.code, "too_many")
        self.assertFalse(BulkChange.objects.exists())

    def test_a_look_costs_the_same_however_many_tickets(self):
        rows = Ticket.objects.visible_to(self.jisu)
        changes = read_changes({"status": "solved", "tags_added": "연휴"}, self.jisu)
        # What is needed to solve (once a request), whether anything is routed, rows, savepoint,
        # change, parts, release.
        with self.assertNumQueries(8):
            BulkChange.look_at(rows.filter(pk=self.ticket.pk), changes, by=self.jisu)
        with self.assertNumQueries(8):
            BulkChange.look_at(rows, changes, by=self.jisu)
