"""What is told live is asked once for all who see the same, and is what each of them sees (S8)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.members.models import Member
from maru.staff.members.roles import Role
from maru.support.tickets.audience import audience_of, seen_by
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class AudienceTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        person = recognise(ContactKind.EMAIL, "o@x.kr", brand=cls.haneul)
        other = open_ticket(by=cls.eve, brand=cls.haneul, requester=person, subject="b", text=".")
        secret = open_ticket(
            by=cls.sora, brand=cls.onnuri, requester=cls.kim, subject="c", text=".",
            team=cls.secret_team,
        )  # fmt: skip
        cls.ticket.follow(cls.cole, by=cls.jisu)
        cls.numbers = {cls.ticket.pk, other.pk, secret.pk}
        for role in Role.values:
            cls.member(f"{role}-in", role, role, teams=[cls.secret_team])
            cls.member(f"{role}-out", role, role)
        Member.objects.filter(email__startswith="lead-out").update(is_active=False)

    def members(self) -> list[Member]:
        return list(Member.objects.all())

    def test_each_sees_what_they_see_alone(self) -> None:
        seen = seen_by(self.members(), self.numbers)
        for member in self.members():
            alone = Ticket.objects.visible_to(member).filter(pk__in=self.numbers)
            self.assertEqual(seen[member.pk], set(alone.values_list("pk", flat=True)), member)
        self.assertGreater(len(set(seen.values())), 4)

    def test_many_who_see_the_same_cost_no_more_than_one(self) -> None:
        def cost() -> int:
            members = [m for m in self.members() if m.role != Role.COLLEAGUE]
            with CaptureQueriesContext(connection) as asked:
                seen_by(members, self.numbers)
            return len(asked)

        before = cost()
        for number in range(20):
            self.member(f"more{number}", "more", Role.AGENT)
        self.assertEqual(cost(), before)

    def test_whose_brand_or_team_is_taken_away_hears_no_more_of_it(self) -> None:
        # The hub asks about the same members at each look.
        member = self.member("moves", "이동", Role.AGENT, teams=[self.secret_team])
        self.assertIn(self.ticket.pk, seen_by([member], self.numbers)[member.pk])
        seen = seen_by([member], self.numbers)[member.pk]
        member.teams.clear()
        self.assertLess(seen_by([member], self.numbers)[member.pk], seen)
        member.brands.clear()
        self.assertEqual(seen_by([member], self.numbers)[member.pk], frozenset())
        self.assertIn(self.onnuri.pk, member.hidden_brand_ids)

    def test_a_colleague_is_an_audience_of_their_own(self) -> None:
        other = self.member("colleague-too", "너", Role.COLLEAGUE)
        self.assertNotEqual(audience_of(self.cole), audience_of(other))
        self.assertEqual(audience_of(self.jisu), audience_of(Member.objects.get(pk=self.jisu.pk)))
