"""Whom a macro is for, and its history."""

from typing import Any

from django.db import IntegrityError, transaction

from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.actions.models import Macro
from maru.support.tickets.tests.cast import SupportTestCase


class MacroTests(SupportTestCase):
    def made(self, name: str = "매크로", whose: str = "company", **fields: Any) -> Macro:
        return Macro.make(by=self.sora, name=name, whose=whose, **fields)

    def test_each_kind_is_seen_by_those_it_is_for(self):
        own = self.made(whose="own", member=self.jisu)
        team = self.made(whose="team", teams=[self.team])
        everybodys = self.made()
        other_brand = self.made(brands=[self.haneul])
        analyst = self.member("ana", "분석가", Role.ANALYST)
        people = (self.jisu, self.eve, analyst)
        seen = {who: set(Macro.objects.visible_to(who)) for who in people}
        self.assertEqual(seen[self.jisu], {own, team, everybodys})
        self.assertEqual(seen[self.eve], {everybodys, other_brand})
        self.assertEqual(seen[analyst], set())

    def test_who_forms_teams_looks_after_theirs_but_is_not_offered_them(self):
        manager = self.member("mana", "매니저", Role.MANAGER, teams=[])
        team = self.made(whose="team", teams=[self.team])
        secret = self.made(whose="team", teams=[self.secret_team])
        self.assertEqual(set(Macro.objects.visible_to(manager)), {team})
        self.assertEqual(set(Macro.objects.for_use_by(manager)), set())
        self.assertTrue(team.may_be_changed_by(manager))
        self.assertNotIn(secret, Macro.objects.visible_to(manager))

    def test_who_may_change_which(self):
        team = self.made(whose="team", teams=[self.team])
        both = self.made(whose="team", teams=[self.team, self.secret_team])
        everybodys, own = self.made(), self.made(whose="own", member=self.jisu)
        manager = self.member("mana", "매니저", Role.MANAGER)
        there_too = self.made(brands=[self.onnuri, self.haneul])
        self.assertTrue(own.may_be_changed_by(self.jisu))
        self.assertFalse(team.may_be_changed_by(self.jisu))
        self.assertTrue(team.may_be_changed_by(self.minho))
        self.assertFalse(both.may_be_changed_by(self.minho))
        self.assertFalse(everybodys.may_be_changed_by(self.minho))
        self.assertTrue(everybodys.may_be_changed_by(manager))
        self.assertFalse(there_too.may_be_changed_by(manager))
        self.assertTrue(there_too.may_be_changed_by(self.sora))

    def test_only_the_brands_own_fit_a_ticket(self):
        here, everywhere = self.made(brands=[self.onnuri]), self.made()
        self.made(brands=[self.haneul])
        fit = Macro.objects.for_use_by(self.sora).fitting(self.ticket)
        self.assertEqual(set(fit), {here, everywhere})

    def test_it_leaves_its_history(self):
        macro = self.made("먼저", teams=[])
        self.assertTrue(macro.revise(by=self.sora, name="나중", whose="team", teams=[self.team]))
        self.assertFalse(macro.revise(by=self.sora, name="나중", teams=[self.team]))
        self.assertTrue(macro.remove(by=self.sora))
        self.assertFalse(macro.remove(by=self.sora))
        self.assertFalse(macro.revise(by=self.sora, name="다시"))
        told = Event.objects.filter(subject_kind="macro", subject_id=macro.pk).order_by("id")
        verbs = ["macro.added", "macro.changed", "macro.removed"]
        self.assertEqual([event.verb for event in told], verbs)
        self.assertEqual(told[1].before["teams"], [])
        self.assertEqual(told[1].after["teams"], [self.team.pk])
        self.assertTrue(macro.bring_back(by=self.sora))
        self.assertIn(macro, Macro.objects.visible_to(self.jisu))

    def test_a_team_that_goes_leaves_its_macros_to_nobody(self):
        macro = self.made(whose="team", teams=[self.secret_team])
        self.secret_team.delete()
        self.assertNotIn(macro, Macro.objects.visible_to(self.sora))

    def test_ones_own_has_a_member_and_no_other_has(self):
        for whose, member in (("own", None), ("team", self.jisu)):
            with self.assertRaises(IntegrityError), transaction.atomic():
                self.made(whose=whose, member=member)
