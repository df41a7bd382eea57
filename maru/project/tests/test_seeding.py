"""`maru seed`: a made-up company whose rows are as the product's own."""

from io import StringIO
from threading import Event
from typing import Any

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import TestCase, TransactionTestCase
from django.test.utils import CaptureQueriesContext

from maru.kit.search.analysing import terms_of
from maru.kit.search.coverage import Coverage, go_on, is_whole
from maru.kit.search.document import Document
from maru.kit.search.finding import find
from maru.kit.search.models import Remaking
from maru.kit.search.source import sources
from maru.kit.search.vocabulary import known
from maru.kit.tags.models import Tag
from maru.project.command.refusal import Refusal
from maru.project.seeding.rows import Pen, Table
from maru.project.seeding.seed import Seeded, seed
from maru.records.customers.models import ContactPoint, Customer
from maru.staff.members.models import Member
from maru.staff.teams.models import Team
from maru.support.tickets.choices import DONE, Direction
from maru.support.tickets.message_ids import ticket_number
from maru.support.tickets.models import Message, Ticket

NOW = 1_790_000_000.0
SAID = ("ticket__subject", "ticket__status", "direction", "text", "from_address", "created_at")


def told(number: int, tickets: int = 60) -> list[Any]:
    with transaction.atomic():
        seed(tickets, number=number, now=NOW)
        rows = list(Message.objects.order_by("id").values_list(*SAID))
        transaction.set_rollback(True)
    return rows


class SameTests(TestCase):
    def test_the_same_number_makes_the_same_company_and_another_another(self):
        self.assertEqual(told(7), told(7))
        self.assertNotEqual(told(7), told(8))


class PenTests(TransactionTestCase):
    def test_what_cannot_be_written_is_raised_and_takes_the_rest_along(self):
        tags = Table(Tag, "name")
        with self.assertRaises(DatabaseError), transaction.atomic(), Pen() as pen:
            tags.write(pen, [("배송",)])
            tags.write(pen, [("환불",), (None,)])
        self.assertFalse(Tag.objects.exists())

    def test_nothing_is_written_after_its_rows_could_not_be_put_together(self):
        slow = Event()
        with self.assertRaises(ZeroDivisionError), transaction.atomic(), Pen() as pen:
            pen.tell(lambda _connection: slow.wait(30))
            Table(Tag, "name").write(pen, [("배송",)])
            slow.set()
            raise ZeroDivisionError
        self.assertFalse(Tag.objects.exists())


class SeedTests(TestCase):
    done: Seeded

    @classmethod
    def setUpTestData(cls) -> None:
        cls.done = seed(1_200, number=3, now=NOW)

    def test_as_many_as_asked_for(self):
        self.assertEqual(Ticket.objects.count(), 1_200)
        self.assertEqual(Message.objects.count(), self.done.messages)
        self.assertEqual(Customer.objects.count(), self.done.customers)
        self.assertEqual(ContactPoint.objects.count(), self.done.customers)
        self.assertLess(self.done.customers, 600)  # many write again
        self.assertGreater(self.done.messages, 3_000)

    def test_a_ticket_in_a_thousand_is_long(self):
        lengths = [ticket.messages.count() for ticket in Ticket.objects.all()]
        self.assertEqual(max(lengths), 500)
        self.assertEqual(min(lengths), 1)

    def test_each_ticket_stands_as_the_product_would_have_left_it(self):
        for ticket in Ticket.objects.prefetch_related("messages")[:300]:
            said = list(ticket.messages.all())
            public = [message for message in said if message.is_public]
            answers = [m for m in said if m.direction == Direction.TO_CUSTOMER]
            self.assertEqual(ticket.last_public_id, public[-1].pk)
            self.assertEqual(ticket.created_at, said[0].created_at)
            self.assertGreaterEqual(ticket.updated_at, said[-1].created_at)
            self.assertEqual(ticket.status in DONE, ticket.solved_at is not None)
            self.assertEqual(ticket.first_answered_at, answers[0].created_at if answers else None)
            self.assertEqual(said, sorted(said, key=lambda message: message.created_at))
            self.assertEqual({ticket_number(m.message_id) for m in answers} - {ticket.pk}, set())
            self.assertEqual(ticket.requester.brand_id, ticket.brand_id)

    def test_documents_say_what_indexing_would_have_said(self):
        parts = same = 0
        for kind in ("ticket", "customer"):
            documents = Document.objects.filter(kind=kind).order_by("-key")[:120]
            read = sources()[kind].read([document.object_id for document in documents])
            for document in documents:
                content = read[document.object_id]
                made = list(document.by_part())
                self.assertEqual([name for name, _terms in made], [p.name for p in content.parts])
                self.assertEqual(document.moment, content.moment)
                marks = document.terms.split(" ")[1 : 1 + len(content.marks)]
                self.assertEqual(marks, list(content.marks))
                for (_name, terms), part in zip(made, content.parts, strict=True):
                    meant = [*terms_of(part.text), *part.besides]
                    parts, same = parts + 1, same + (terms == meant)
        # The analyser may read a word otherwise for the sentence before it.
        self.assertGreater(same / parts, 0.97)

    def test_nothing_waits_to_be_indexed(self):
        self.assertTrue(all(is_whole(source) for source in sources().values()))
        Coverage.objects.update(up_to=0, is_whole=False)
        while go_on():
            pass
        self.assertEqual(Remaking.objects.count(), 0)
        terms = Document.objects.order_by("key").first().said
        self.assertEqual(set(known(terms)), set(terms))
        self.assertEqual(dict(known([":ticket", ":customer"])), {})  # nobody's word

    def test_the_index_itself_leaves_out_what_is_of_another_kind(self):
        member = Member.objects.first()
        # Of customers there are few, who are known by their own terms, and left out by their mark.
        for kind, mark, other in (
            ("customer", "customer::환불", ":ticket"),
            ("ticket", ":customer", "customer::"),
        ):
            with CaptureQueriesContext(connection) as captured:
                found = find("환불", member, kinds=[kind])
            asked = " ".join(query["sql"] for query in captured)
            self.assertIn(mark, asked)
            self.assertNotIn(other, asked)
            self.assertEqual({d.kind for d in found.documents} - {kind}, set())

    def test_the_search_finds_what_a_member_may_see_alone(self):
        mine = Team.objects.get(name="결제팀")
        inside = Member.objects.filter(teams=mine).first()
        outside = Member.objects.exclude(teams=mine).first()
        self.assertTrue(mine.is_private)

        def teams(member: Member) -> set[int]:
            found = find("결제", member, kinds=["ticket"], size=400)
            numbers = [document.object_id for document in found.documents]
            self.assertTrue(numbers)
            return set(Ticket.objects.filter(pk__in=numbers).values_list("team", flat=True))

        self.assertIn(mine.pk, teams(inside))
        self.assertNotIn(mine.pk, teams(outside))

    def test_what_comes_next_takes_the_next_number(self):
        last = Ticket.objects.order_by("-number").first()
        new = Ticket.objects.create(subject="다음", brand=last.brand)
        self.assertGreater(new.pk, last.pk)


class CommandTests(TestCase):
    def command(self, *arguments: str) -> str:
        out = StringIO()
        call_command("seed", *arguments, stdout=out)
        return out.getvalue()

    def test_it_refuses_where_there_are_tickets_unless_told(self):
        self.assertIn("20", self.command("--tickets", "20", "--until", "2026-01-31"))
        with self.assertRaises(Refusal):
            self.command("--tickets", "20")
        self.assertEqual(Ticket.objects.count(), 20)
        self.command("--tickets", "20", "--add", "--until", "2026-01-31")
        self.assertEqual(Ticket.objects.count(), 40)
        self.assertEqual(Document.objects.filter(kind="ticket").count(), 40)

    def test_what_makes_no_sense_is_refused_in_words(self):
        for wrong in (("--tickets", "0"), ("--tickets", "5", "--until", "tomorrow")):
            with self.assertRaises(Refusal):
                self.command(*wrong)
