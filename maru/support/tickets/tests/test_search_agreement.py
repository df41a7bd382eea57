"""The index gives, on either database, what a look at every document gives: no less, no more, in
that order; and nobody finds what they may not see.
"""

from datetime import UTC, datetime, timedelta
from random import Random
from unittest.mock import patch

from maru.kit.search.document import Document
from maru.kit.search.finding import LITTLE, find
from maru.kit.search.index import postgres
from maru.kit.search.indexing import index_outdated
from maru.kit.search.reading import read
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.support.tickets.choices import Source
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

WORDS = ["환불", "환불했는데요", "정책", "배송 지연", "카드결제", "결제", "kettle", "broken",
         "ON-2611-0382", "뚜껑이 깨져서", "교환", "warranty", "찻잔", "냄비"]  # fmt: skip
FIELDS = ["status:open", "status:new", "상태:해결", "담당:나", "담당:없음", "tag:파손", "태그:환불",
          "from:김", "from:haneul.kim@", "from:lee@example.org", "보낸사람:서", "channel:email",
          "channel:form", "before:2026-03", "after:2026-03-10", "이후:2026", "has:file",
          "priority:urgent", "kind:complaint", "팀:CS"]  # fmt: skip
ASKED = 250  # times


class AgreementTests(SupportTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        dice = Random(4)
        people = [(cls.onnuri, cls.kim)] + [
            (brand, recognise(ContactKind.EMAIL, address, brand=brand, name=name))
            for brand in (cls.onnuri, cls.haneul)
            for name, address in (("서 지우", "seo@example.com"), ("James Lee", "lee@example.org"))
        ]
        for number in range(60):
            brand, requester = dice.choice(people)
            ticket = open_ticket(
                by=cls.jisu if brand == cls.onnuri else cls.eve,
                brand=brand,
                requester=requester,
                subject=" ".join(dice.sample(WORDS, 2)),
                text=" ".join(dice.sample(WORDS, dice.randint(1, 6))),
            )
            cls.furnish(ticket, dice, number)
        index_outdated()

    @classmethod
    def furnish(cls, ticket, dice, number):
        by = cls.jisu if ticket.brand == cls.onnuri else cls.eve
        if dice.random() < 0.3:
            ticket.note(" ".join(dice.sample(WORDS, 3)), by=by)
        if dice.random() < 0.3:
            ticket.tag_only([dice.choice(["파손", "환불"])], by=by)
        if dice.random() < 0.2:
            ticket.assign(by, by=by)
        if dice.random() < 0.2:
            ticket.solve(by=by)
        if dice.random() < 0.1:
            ticket.mark_as_spam(by=by)
        if dice.random() < 0.2 and ticket.brand == cls.onnuri:
            ticket.hand_to(cls.secret_team, by=cls.minho)
        began = datetime(2026, 2, 20, tzinfo=UTC) + timedelta(hours=17 * number)
        source = dice.choice([Source.EMAIL, Source.FORM])
        Ticket.objects.filter(pk=ticket.pk).update(created_at=began, source=source)

    def asked(self, dice):
        pieces = dice.sample(WORDS, dice.choice([0, 1, 1, 2, 3]))
        pieces += dice.sample(FIELDS, dice.choice([0, 1, 1, 2]))
        pieces = [("-" if dice.random() < 0.15 else "") + piece for piece in pieces]
        if dice.random() < 0.2:
            pieces.append(f'"{dice.choice(WORDS)} {dice.choice(WORDS)}"')
        return " ".join(pieces)

    def looked_at_all(self, text, reader):
        """Return what a look at every single document gives."""
        everything = list(Document.objects.order_by("-key"))
        found = []
        for query in read(text, reader).wider():
            if query.is_empty:
                return []
            seen = {
                (source.kind, pk)
                for source in query.kinds
                for pk in source.visible_to(reader)
                .filter(query.conditions[source.kind])
                .values_list("pk", flat=True)
            }
            found = [
                document.key
                for document in everything
                if (document.kind, document.object_id) in seen
                and query.asked.is_held_by(document.terms.split(" "))
                and query.is_meant_by(document)
            ]
            if len(found) >= LITTLE:
                break
        return found

    def found_in_pages(self, text, reader, size):
        found, before = [], None
        while True:
            page = find(text, reader, before=before, size=size)
            found += [document.key for document in page.documents]
            if page.next is None:
                return found
            before = page.next

    def test_a_search_is_a_look_at_everything(self):
        dice = Random(12)
        answered = 0
        for _ in range(ASKED):
            text = self.asked(dice)
            reader = dice.choice([self.jisu, self.eve, self.minho])
            # So few that PostgreSQL's way is walked to its end.
            steps = {"WALKED": dice.choice([1, 9, 2_000]), "TAKEN": dice.choice([1, 4, 2_000])}
            with self.subTest(text, reader=reader), patch.multiple(postgres, **steps):
                expected = self.looked_at_all(text, reader)
                found = self.found_in_pages(text, reader, dice.choice([2, 7, 20]))
                self.assertEqual(found, expected)
                answered += len(expected) > 1
        self.assertGreater(answered, ASKED / 3)  # else it says little
