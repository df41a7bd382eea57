"""The cast with solved tickets to learn from."""

from __future__ import annotations

from django.utils import timezone

from maru.kit.tags.models import tags_named
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.understanding.models import Lesson
from maru.support.understanding.studying import study

SAID = {
    "환불": ["환불 언제 되나요", "환불해 주세요", "돈을 돌려받고 싶어요", "결제 취소 환불 부탁"],
    "배송": [
        "배송이 안 와요",
        "택배가 언제 오나요",
        "배송 조회가 안 됩니다",
        "아직 물건을 못 받았어요",
    ],
}


class UnderstandingTestCase(SupportTestCase):
    """As SupportTestCase; ``solve`` makes solved tickets, ``learn`` learns in this process."""

    def solve(self, each: int = 60, **fields: object) -> list[Ticket]:
        """Make ``each`` solved tickets for each tag, from as many customers."""
        tags = {tag.name: tag for tag in tags_named(SAID)}
        made = []
        for name, texts in SAID.items():
            for at in range(each):
                who = recognise(ContactKind.EMAIL, f"c{at}@x.example", brand=self.onnuri, name="")
                ticket = Ticket.objects.create(
                    brand=self.onnuri, requester=who, subject="문의", status="solved",
                    solved_at=timezone.now(), **fields,
                )  # fmt: skip
                text = f"{texts[at % len(texts)]} {at}"
                Message.objects.create(ticket=ticket, direction="in", customer=who, text=text)
                ticket.tags.add(tags[name])
                made.append(ticket)
        return made

    def learn(self, facet: str = "topic") -> Lesson:
        lesson = Lesson.ask(facet)
        study(lesson)
        return Lesson.objects.get(pk=lesson.pk)
