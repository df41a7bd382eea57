"""S15: an invitation is a key of 192 bits, kept as a hash, for 72 hours and one person."""

from datetime import timedelta

import time_machine
from django.test import Client
from django.utils import timezone

from maru.kit.secrets import digest
from maru.staff.journal.models import Event
from maru.staff.members.managing import Disallowed
from maru.staff.members.models import Invitation, Member
from maru.staff.members.roles import Role
from maru.staff.members.tests.cast import StaffTestCase

ANSWERS = {"name": "한새로", "password": "새로 온 사람의 긴 문장"}


class InvitationTestCase(StaffTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.mira = cls.member("mira", "정미라", Role.MANAGER)

    def invite(self, email: str = "new@onnuri.example", **changes) -> str:
        """Return the token of a new invitation by mira."""
        fields = {"role": Role.AGENT, "brands": [self.onnuri], "teams": [self.team], **changes}
        self.invitation, token = Invitation.issue(email, **{"by": self.mira, **fields})
        return token

    def join(self, token: str, **answers: str):
        return Client().post(f"/join/{token}/", {**ANSWERS, **answers})


class JoiningTests(InvitationTestCase):
    def test_who_accepts_is_a_member_as_invited_and_signed_in(self):
        token = self.invite(language="en")
        client = Client()
        self.assertContains(client.get(f"/join/{token}/"), "new@onnuri.example")
        self.assertRedirects(client.post(f"/join/{token}/", ANSWERS), "/")
        new = Member.objects.get(email="new@onnuri.example")
        self.assertEqual((new.name, new.role, new.language), ("한새로", "agent", "en"))
        self.assertEqual(
            (list(new.brands.all()), list(new.teams.all())), ([self.onnuri], [self.team])
        )
        self.assertTrue(new.check_password(ANSWERS["password"]))
        self.assertEqual(client.get("/profile/").status_code, 200)
        self.assertEqual(Event.of(new).get(verb="member.added").actor_name, "정미라")

    def test_there_is_no_member_before(self):
        self.invite()
        self.assertFalse(Member.objects.filter(email="new@onnuri.example").exists())

    def test_it_works_once(self):
        token = self.invite()
        self.assertEqual(self.join(token).status_code, 302)
        self.assertEqual(self.join(token).status_code, 410)
        self.assertEqual(Client().get(f"/join/{token}/").status_code, 410)

    def test_it_ends_after_72_hours(self):
        token = self.invite()
        with time_machine.travel(timezone.now() + timedelta(hours=72, minutes=1), tick=True):
            self.assertEqual(self.join(token).status_code, 410)
        with time_machine.travel(timezone.now() + timedelta(hours=71, minutes=59), tick=True):
            self.assertEqual(self.join(token).status_code, 302)

    def test_withdrawn_resent_and_replaced_ones_are_refused(self):
        withdrawn = self.invite("a@onnuri.example")
        self.assertIs(self.invitation.withdraw(by=self.mira), True)
        self.assertIs(self.invitation.withdraw(by=self.mira), False)
        resent = self.invite("b@onnuri.example")
        anew = self.invitation.issue_again(by=self.mira)
        replaced = self.invite("c@onnuri.example")
        self.invite("c@onnuri.example")
        for token in [withdrawn, resent, replaced]:
            self.assertEqual(self.join(token).status_code, 410)
        self.assertEqual(self.join(anew).status_code, 302)

    def test_a_page_opened_by_a_link_that_was_sent_anew_is_worth_nothing(self):
        opened = Invitation.of(self.invite())
        self.invitation.issue_again(by=self.mira)
        self.assertIsNone(opened.accept(name="X", password=ANSWERS["password"]))

    def test_empty_and_made_up_tokens_are_refused(self):
        self.invite()
        for token in ["x", "None", "null", "%00", "0" * 64, self.invitation.token_hash]:
            self.assertIn(self.join(token).status_code, {404, 410})
        self.assertEqual(Client().post("/join//", ANSWERS).status_code, 404)

    def test_only_a_hash_is_kept(self):
        token = self.invite()
        self.assertGreaterEqual(len(token), 32)  # 24 random bytes
        self.assertEqual(self.invitation.token_hash, digest(token))

    def test_who_was_let_go_or_made_an_agent_lets_nobody_in(self):
        token = self.invite()
        self.mira.deactivate(by=self.sora)
        self.assertEqual(self.join(token).status_code, 410)
        self.mira.reactivate(by=self.sora)
        Member.objects.filter(pk=self.mira.pk).update(role=Role.AGENT)
        self.assertEqual(self.join(token).status_code, 410)

    def test_an_address_that_became_a_member_meanwhile_is_refused(self):
        token = self.invite()
        self.member("new", "먼저", Role.AGENT)
        self.assertEqual(self.join(token).status_code, 410)

    def test_a_weak_password_is_refused_and_the_link_still_works(self):
        token = self.invite()
        self.assertEqual(self.join(token, password="12345").status_code, 422)
        self.assertEqual(self.join(token).status_code, 302)

    def test_tokens_are_tried_thirty_times_from_one_address(self):
        token = self.invite()
        answers = [Client().get(f"/join/guess-{n}/").status_code for n in range(40)]
        self.assertEqual(answers.count(410), 30)
        self.assertEqual(self.join(token).status_code, 429)

    def test_a_session_set_before_is_not_the_one_after(self):
        client = Client()
        client.force_login(self.cole)
        before = client.session.session_key
        client.post(f"/join/{self.invite()}/", ANSWERS)
        self.assertNotEqual(client.session.session_key, before)
        stale = Client()
        stale.cookies["maru_session"] = before
        self.assertEqual(stale.get("/profile/").status_code, 302)


class InvitingTests(InvitationTestCase):
    def seen_by(self, member: Member) -> list[str]:
        return list(Invitation.objects.visible_to(member).values_list("email", flat=True))

    def test_a_manager_invites_no_administrator(self):
        with self.assertRaises(Disallowed):
            self.invite(role=Role.ADMIN)
        self.assertFalse(Invitation.objects.exists())

    def test_a_manager_sees_no_invitation_that_opens_more_than_they_see(self):
        self.invite("admin@onnuri.example", by=self.sora, role=Role.ADMIN)
        self.invite("other@onnuri.example", by=self.sora, brands=[self.onnuri, self.haneul])
        self.invite("secret@onnuri.example", by=self.sora, teams=[self.secret_team])
        self.invite("plain@onnuri.example", by=self.sora)
        self.assertEqual(self.seen_by(self.mira), ["plain@onnuri.example"])
        self.assertEqual(len(self.seen_by(self.sora)), 4)
        self.assertEqual(self.seen_by(self.jisu), [])

    def test_a_manager_does_not_replace_an_invitation_that_they_do_not_see(self):
        self.invite("x@onnuri.example", by=self.sora, brands=[self.haneul])
        with self.assertRaises(Disallowed):
            self.invite("x@onnuri.example")
        self.assertIsNone(Invitation.objects.get().withdrawn_at)
