from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.staff.members.whose import Whose, may_change
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.place import move, put_on_rail, views_of
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

MINE = {"all": [{"field": "assignee", "op": "is", "value": "me"}]}
SPAM = {"all": [{"field": "spam", "op": "is", "value": True}]}


def numbers(view: SavedView, member: Any) -> set[int]:
    return set(view.of(member).values_list("pk", flat=True))


class SavedViewTests(SupportTestCase):
    def saved(self, name: str = "보기", conditions: Any = None, **owner: Any) -> SavedView:
        by = owner.pop("by", self.sora)
        return SavedView.make(by=by, name=name, conditions=conditions or {"all": []}, **owner)

    def test_each_kind_is_seen_by_those_it_is_for(self):
        own = self.saved("own", member=self.jisu)
        team = self.saved("team", team=self.team)
        everybodys = self.saved("all")
        seen = {
            who: set(SavedView.objects.visible_to(who)) for who in (self.jisu, self.eve, self.cole)
        }
        self.assertEqual(seen[self.jisu], {own, team, everybodys})
        self.assertEqual(seen[self.eve], {everybodys})
        self.assertEqual(seen[self.cole], {team})  # reads nothing, but is in the team
        self.jisu.is_active = False
        self.assertFalse(SavedView.objects.visible_to(self.jisu).exists())

    def test_who_may_change_which(self):
        manager = self.member("mana", "매니저", Role.MANAGER)
        stranger = self.member("lead2", "다른 팀장", Role.LEAD, teams=[])
        self.assertTrue(may_change(self.jisu, Whose.OWN))
        self.assertFalse(may_change(self.jisu, Whose.TEAM, self.team))
        self.assertTrue(may_change(self.minho, Whose.TEAM, self.team))
        self.assertFalse(may_change(stranger, Whose.TEAM, self.team))
        self.assertFalse(may_change(self.minho, Whose.COMPANY))
        self.assertTrue(may_change(manager, Whose.COMPANY))

    def test_me_is_the_reader(self):
        view = self.saved(conditions=MINE)
        self.ticket.assign(self.minho, by=self.minho)
        self.assertEqual(numbers(view, self.minho), {self.ticket.pk})
        self.assertEqual(numbers(view, self.jisu), set())

    def test_it_never_shows_what_the_reader_may_not_see(self):
        view = self.saved(conditions={"all": []})
        secret = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="비밀", text=".",
            team=self.secret_team,
        )  # fmt: skip
        self.assertEqual(numbers(view, self.jisu), {self.ticket.pk})
        self.assertEqual(numbers(view, self.eve), set())
        self.assertIn(secret.pk, numbers(view, self.sora))
        other = self.saved(conditions={"not": {"field": "status", "op": "is", "value": "closed"}})
        self.assertEqual(numbers(other, self.eve), set())

    def test_spam_is_in_it_only_where_asked_for(self):
        self.ticket.mark_as_spam(by=self.jisu)
        self.assertEqual(numbers(self.saved(conditions={"all": []}), self.jisu), set())
        self.assertEqual(numbers(self.saved(conditions=SPAM), self.jisu), {self.ticket.pk})

    def test_what_cannot_be_read_any_more_holds_nothing(self):
        view = self.saved(conditions={"all": [{"field": "gone", "op": "is", "value": 1}]})
        self.assertEqual(numbers(view, self.jisu), set())

    def test_a_view_leaves_its_history(self):
        view = self.saved("먼저", member=self.jisu, by=self.jisu)
        self.assertTrue(view.revise(by=self.jisu, name="나중"))
        self.assertFalse(view.revise(by=self.jisu, name="나중"))
        pk = view.pk
        view.remove(by=self.jisu)
        told = Event.objects.filter(subject_kind="savedview", subject_id=pk).order_by("id")
        verbs = ["savedview.added", "savedview.changed", "savedview.removed"]
        self.assertEqual([event.verb for event in told], verbs)
        self.assertEqual(told[1].before["name"], "먼저")
        self.assertTrue(Ticket.objects.filter(pk=self.ticket.pk).exists())

    def test_nothing_is_a_members_and_a_teams_at_once(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            self.saved(member=self.jisu, team=self.team)


class PlaceTests(SupportTestCase):
    def setUp(self):
        for name in "abc":
            SavedView.make(by=self.sora, name=name, conditions={"all": []})

    def order(self, member: Any) -> str:
        return "".join(view.name for view in views_of(member))

    def test_each_member_has_their_own_order(self):
        c = SavedView.objects.get(name="c")
        move(c, self.jisu, up=True)
        self.assertEqual(self.order(self.jisu), "acb")
        move(c, self.jisu, up=True)
        move(c, self.jisu, up=True)  # the first goes no further
        self.assertEqual(self.order(self.jisu), "cab")
        self.assertEqual(self.order(self.minho), "abc")
        SavedView.make(by=self.sora, name="aa", conditions={"all": []})
        self.assertEqual(self.order(self.jisu), "cabaa".replace("baa", "b") + "aa")

    def test_the_rail_is_ones_own_and_changes_no_order(self):
        b = SavedView.objects.get(name="b")
        put_on_rail(b, self.jisu, on=True)
        self.assertEqual([v.name for v in views_of(self.jisu) if v.is_on_rail], ["b"])
        self.assertEqual([v.name for v in views_of(self.minho) if v.is_on_rail], [])
        self.assertEqual(self.order(self.jisu), "abc")
        put_on_rail(b, self.jisu, on=False)
        self.assertEqual([v.name for v in views_of(self.jisu) if v.is_on_rail], [])
