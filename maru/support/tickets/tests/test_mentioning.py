"""@ in a note names people and teams: stored, marked, and asked to look where that is needed."""

from __future__ import annotations

from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.tickets.mentioning.naming import named_in
from maru.support.tickets.mentioning.showing import with_mentions
from maru.support.tickets.models import Mention, Ticket
from maru.support.tickets.readers import readers_of
from maru.support.tickets.tests.cast import SupportTestCase


class NamingTests(SupportTestCase):
    def names(self, text: str) -> list[str]:
        return [str(who) for who in named_in(text, self.jisu).values()]

    def test_the_name_ends_where_a_particle_begins(self):
        for text in (
            "@박민호",
            "@박민호님께 여쭤보세요",
            "(@박민호)",
            "네 @박민호가 봐요",
            "@박민호, @박민호",
        ):
            self.assertEqual(self.names(text), ["박민호"], text)

    def test_what_is_no_name_names_nobody(self):
        for text in ("@박민", "@박민호준", "jisu@박민호", "박민호", "@", "@ 박민호", "@nobody"):
            self.assertEqual(self.names(text), [], text)

    def test_the_longest_name_is_meant(self):
        self.member("lee", "박민", Role.AGENT)
        self.member("kim", "Kim", Role.AGENT)
        self.member("kimlee", "Kim Lee", Role.AGENT)
        self.assertEqual(
            self.names("@박민호 @박민은 @Kim Lee @kim!"), ["박민호", "박민", "Kim Lee", "Kim"]
        )
        self.assertEqual(self.names("@Kimchi"), [])

    def test_two_of_one_name_are_told_apart_by_their_address(self):
        other = self.member("other", "박민호", Role.AGENT)
        self.assertEqual(self.names("@박민호"), [])
        found = named_in("@박민호(other@onnuri.example)에게", self.jisu)
        self.assertEqual(list(found.values()), [other])

    def test_whom_one_may_not_know_one_does_not_name(self):
        self.assertEqual(self.names("@이브 @결제팀 @교환·환불팀에서"), ["교환·환불팀"])


class MentioningTests(SupportTestCase):
    def note(self, text: str, ticket: Ticket | None = None) -> list[Mention]:
        return list((ticket or self.ticket).note(text, by=self.jisu).mentions.all())

    def test_a_note_keeps_whom_it_names_and_marks_them(self):
        [minho, team] = self.note("@박민호 @교환·환불팀 <b>봐 주세요</b>")
        self.assertEqual((minho.member, team.team), (self.minho, self.team))
        shown = with_mentions(minho.message.text, minho.message, self.minho)
        self.assertIn('<span class="mention mention--me">@박민호</span>', shown)
        self.assertIn("&lt;b&gt;", shown)

    def test_an_answer_names_nobody(self):
        self.assertEqual(self.ticket.reply("@박민호", by=self.jisu).mentions.count(), 0)

    def test_a_colleague_of_another_department_sees_the_ticket_from_then_on(self):
        self.assertFalse(Ticket.objects.visible_to(self.cole).exists())
        [mention] = self.note("@고물류 재고 있나요?")
        self.assertTrue(mention.is_told)
        self.assertEqual(Ticket.objects.visible_to(self.cole).get(), self.ticket)

    def test_who_may_not_see_a_private_ticket_is_marked_and_sees_it_no_more_than_before(self):
        self.secret_team.members.add(self.jisu)
        self.ticket.hand_to(self.secret_team, by=self.jisu)
        for mention in self.note("@박민호 @고물류 @교환·환불팀"):
            self.assertIs(mention.is_told, mention.team is not None)  # jisu is in that team
        self.assertFalse(Ticket.objects.visible_to(self.cole).exists())
        message = self.ticket.messages.latest("id")
        self.assertIn("mention--untold", with_mentions(message.text, message, self.jisu))

    def test_the_writer_is_told_who_was_not(self):
        self.client.force_login(self.sora)
        self.ticket.hand_to(self.secret_team, by=self.sora)
        seen = self.ticket.to_be_seen
        answer = self.client.post(
            f"/tickets/{self.ticket.pk}/messages/",
            {"mode": "note", "text": "@박민호 확인", "seen": seen, "shown": seen},
            headers={"HX-Request": "true"},
        )
        self.assertContains(answer, "알리지 않은 사람: 박민호")

    def test_the_picker_says_who_will_see_it(self):
        self.client.force_login(self.jisu)
        entries = self.client.get(f"/tickets/{self.ticket.pk}/mentions/").json()["entries"]
        found = {each["words"]: each for each in entries}
        self.assertEqual(set(found), {"박민호", "윤소라", "고물류", "최지수", "교환·환불팀"})
        self.assertFalse(found["고물류"]["is_muted"])
        self.assertIn("볼 수 있게", found["고물류"]["note"])
        self.assertEqual(entries[-1]["words"], "최지수")


class ReadersTests(SupportTestCase):
    def test_they_are_whoever_sees_the_ticket(self):
        other = Ticket.objects.create(subject="other", brand=self.haneul)
        secret = Ticket.objects.create(subject="secret", brand=self.onnuri, team=self.secret_team)
        asked = Ticket.objects.create(subject="asked", brand=self.onnuri, assignee=self.cole)
        followed = Ticket.objects.create(subject="followed", brand=self.onnuri)
        followed.followers.add(self.cole, self.eve)
        self.secret_team.members.add(self.minho)
        gone = self.member("gone", "나간 사람", Role.LEAD)
        gone.is_active = False
        gone.save()
        analyst = self.member("ana", "분석가", Role.ANALYST)
        people = [self.jisu, self.minho, self.sora, self.cole, self.eve, gone, analyst]
        for ticket in (self.ticket, other, secret, asked, followed):
            seeing = {member.pk for member in people if self.sees(member, ticket)}
            self.assertEqual({each.pk for each in readers_of(ticket)}, seeing, ticket)

    @staticmethod
    def sees(member: Member, ticket: Ticket) -> bool:
        anew = Member.objects.get(pk=member.pk)  # what it remembers of teams is old
        return Ticket.objects.visible_to(anew).filter(pk=ticket.pk).exists()
