from maru.staff.journal.models import Event
from maru.staff.members.managing import Disallowed
from maru.staff.members.roles import Role
from maru.support.tickets.handing_over import Left, left_by
from maru.support.tickets.leaving import let_go
from maru.support.tickets.models import Draft
from maru.support.tickets.tests.cast import SupportTestCase


class LeavingTests(SupportTestCase):
    def setUp(self) -> None:
        self.ticket.assign(self.jisu, by=self.sora)
        Draft.keep(self.ticket, self.jisu, "쓰던 답", "out")

    def after(self):
        self.ticket.refresh_from_db()
        return self.ticket

    def test_a_colleague_takes_over_tickets_followed_ones_and_drafts(self):
        self.ticket.follow(self.jisu, by=self.jisu)
        self.assertEqual(left_by(self.jisu), Left(1, 1, 1))
        let_go(self.jisu, to=self.minho, by=self.sora)
        self.assertEqual(self.after().assignee, self.minho)
        self.assertEqual(list(self.ticket.followers.all()), [self.minho])
        self.assertEqual(Draft.objects.get().member, self.minho)
        self.assertFalse(left_by(self.jisu))
        assigned = Event.of(self.ticket).filter(verb="ticket.assigned").last()
        told = (assigned.actor_name, assigned.before, assigned.after)
        self.assertEqual(told, (self.sora.name, self.jisu.pk, self.minho.pk))
        self.jisu.refresh_from_db()
        self.assertFalse(self.jisu.is_active)

    def test_a_team_takes_over_and_the_draft_stays_as_a_note(self):
        let_go(self.jisu, to=self.team, by=self.sora)
        ticket = self.after()
        self.assertEqual((ticket.assignee, ticket.team), (None, self.team))
        self.assertIn("쓰던 답", ticket.messages.last().text)
        self.assertFalse(Draft.objects.exists())

    def test_a_draft_of_the_heir_is_not_overwritten(self):
        Draft.keep(self.ticket, self.minho, "민호의 글", "out")
        let_go(self.jisu, to=self.minho, by=self.sora)
        self.assertEqual(Draft.objects.get().text, "민호의 글")
        self.assertIn("쓰던 답", self.ticket.messages.last().text)

    def test_what_the_heir_may_not_see_goes_to_nobody(self):
        let_go(self.jisu, to=self.eve, by=self.sora)
        self.assertIsNone(self.after().assignee)
        self.assertFalse(Draft.objects.filter(member=self.eve).exists())

    def test_solved_tickets_stay_theirs(self):
        self.ticket.solve(by=self.jisu)
        let_go(self.jisu, to=self.minho, by=self.sora)
        self.assertEqual(self.after().assignee, self.jisu)

    def test_who_may_not_let_go_hands_nothing_over(self):
        mira = self.member("mira", "정미라", Role.MANAGER)
        self.ticket.assign(self.sora, by=self.sora)
        with self.assertRaises(Disallowed):
            let_go(self.sora, to=self.minho, by=mira)
        self.assertEqual(self.after().assignee, self.sora)

    def test_the_page_shows_what_is_left_and_hands_it_over(self):
        self.client.force_login(self.sora)
        self.assertContains(self.client.get(f"/console/members/{self.jisu.pk}/"), "미해결 문의 1건")
        path = f"/console/members/{self.jisu.pk}/deactivation/"
        self.client.post(path, {"to": "member:999999"})
        self.assertEqual(self.after().assignee, self.jisu)
        self.client.post(path, {"to": f"member:{self.minho.pk}"})
        self.assertEqual(self.after().assignee, self.minho)
