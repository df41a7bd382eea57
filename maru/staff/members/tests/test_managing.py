from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import TransactionTestCase

from maru.staff.company.models import Company
from maru.staff.journal.models import Event
from maru.staff.members.forms.member import MemberForm
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.staff.members.tests.cast import StaffTestCase


class ManagingTests(StaffTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.mira = cls.member("mira", "정미라", Role.MANAGER)

    def revise(self, member: Member, by: Member, **changes) -> bool:
        now = {
            "name": member.name,
            "email": member.email,
            "role": member.role,
            "brands": list(member.brands.all()),
            "teams": list(member.teams.all()),
        }
        return member.revise(by=by, **{**now, **changes})

    def test_a_role_change_is_written_down_with_before_and_after(self):
        self.assertIs(self.revise(self.jisu, self.mira, role=Role.SENIOR), True)
        event = Event.of(self.jisu).get(verb="member.role")
        told = (event.actor_name, event.before, event.after)
        self.assertEqual(told, ("정미라", "agent", "senior"))

    def test_changing_nothing_leaves_no_event(self):
        self.assertIs(self.revise(self.jisu, self.mira), False)
        self.assertFalse(Event.of(self.jisu).exists())

    def test_a_manager_neither_makes_nor_changes_an_administrator(self):
        with self.assertRaises(Disallowed):
            self.revise(self.jisu, self.mira, role=Role.ADMIN)
        with self.assertRaises(Disallowed):
            self.revise(self.sora, self.mira, name="다른 이름")
        with self.assertRaises(Disallowed):
            self.sora.deactivate(by=self.mira)
        self.assertFalse(Event.objects.exists())

    def test_an_address_is_changed_only_by_who_sees_all_the_member_sees(self):
        """A new password goes to that address: else a manager would become whom they please."""
        self.jisu.brands.add(self.haneul)
        jisu = Member.objects.get(pk=self.jisu.pk)
        with self.assertRaises(Disallowed):
            self.revise(jisu, self.mira, email="mira.too@example.com")
        self.assertEqual(Member.objects.get(pk=jisu.pk).email, self.jisu.email)
        self.assertIs(self.revise(jisu, self.sora, email="jisu.choi@example.com"), True)

    def test_a_role_is_changed_only_by_who_sees_all_brands_of_the_member(self):
        self.jisu.brands.add(self.haneul)
        jisu = Member.objects.get(pk=self.jisu.pk)
        self.assertIs(self.revise(jisu, self.mira, name="최지수 대리"), True)
        for role in (Role.LEAD, Role.TRAINEE):
            with self.assertRaises(Disallowed):
                self.revise(jisu, self.mira, role=role)
        self.assertEqual(Member.objects.get(pk=jisu.pk).role, Role.AGENT)
        offered = [
            value for value, _ in MemberForm(by=self.mira, member=jisu).fields["role"].choices
        ]
        self.assertEqual(offered, [Role.AGENT])
        self.assertIs(self.revise(jisu, self.sora, role=Role.SENIOR), True)

    def test_nobody_gives_a_role_that_may_more_than_their_own(self):
        given = {role for role in Role if self.mira.may_give(role)}
        self.assertEqual(given, set(Role) - {Role.ADMIN})
        self.assertFalse(any(self.minho.may_give(role) for role in Role))
        self.assertTrue(all(self.sora.may_give(role) for role in Role))

    def test_nobody_changes_their_own_role_or_locks_themselves_out(self):
        for member in [self.sora, self.mira]:
            with self.assertRaises(Disallowed):
                self.revise(member, member, role=Role.AGENT)
            with self.assertRaises(Disallowed):
                member.deactivate(by=member)

    def test_an_agent_manages_nobody(self):
        with self.assertRaises(Disallowed):
            self.revise(self.cole, self.jisu, role=Role.AGENT)

    def test_brands_and_teams_that_a_manager_does_not_see_stay(self):
        self.jisu.brands.add(self.haneul)
        self.jisu.teams.add(self.secret_team)
        self.revise(self.jisu, self.mira, brands=[], teams=[])
        self.assertEqual(list(self.jisu.brands.all()), [self.haneul])
        self.assertEqual(list(self.jisu.teams.all()), [self.secret_team])

    def test_a_manager_knows_the_people_of_their_brands_only(self):
        known = Member.objects.visible_to(self.mira)
        self.assertNotIn(self.eve, known)
        self.assertIn(self.jisu, known)
        self.assertEqual(len(known), len(set(known)))

    def test_a_manager_enters_as_nobody_who_sees_more(self):
        self.assertIs(self.jisu.is_entered_by(self.mira), True)
        self.jisu.teams.add(self.secret_team)
        self.assertIs(self.jisu.is_entered_by(self.mira), False)
        self.jisu.teams.remove(self.secret_team)
        self.jisu.brands.add(self.haneul)
        known = Member.objects.get(pk=self.jisu.pk)
        self.assertIs(known.is_entered_by(self.mira), False)
        self.assertIs(known.is_entered_by(self.sora), True)
        self.assertIs(self.sora.is_entered_by(self.mira), False)

    def test_deactivating_twice_leaves_one_event_and_is_undone(self):
        self.assertIs(self.jisu.deactivate(by=self.mira), True)
        again = Member.objects.get(pk=self.jisu.pk)
        self.assertIs(again.deactivate(by=self.mira), False)
        self.assertEqual(Event.of(self.jisu).filter(verb="member.deactivated").count(), 1)
        self.assertIs(again.reactivate(by=self.mira), True)
        self.assertTrue(Member.objects.get(pk=self.jisu.pk).is_active)


@pytest.mark.postgres
class LastAdministratorTests(TransactionTestCase):
    def test_two_administrators_cannot_remove_each_other_at_once(self):
        Company.objects.create(id=1, name="온누리 상점")
        a, b = [Member.objects.invite(f"{n}@onnuri.example", name=n, role=Role.ADMIN) for n in "ab"]
        start = Barrier(2)

        def remove(member: Member, by: Member) -> None:
            start.wait()
            try:
                member.deactivate(by=by)
            except Disallowed:
                pass
            finally:
                connection.close()

        threads = [Thread(target=remove, args=pair) for pair in [(a, b), (b, a)]]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(Member.objects.active().filter(role=Role.ADMIN).count(), 1)
