import subprocess
import sys

from maru.kit.conditions import Asking
from maru.kit.fields.models import CustomField
from maru.kit.learning.learning import learn
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.vocabulary import TICKETS
from maru.support.understanding.facet import Facet
from maru.support.understanding.guessing import guess_waiting, guesses_of
from maru.support.understanding.models import Guess, Heard, Impression, Lesson
from maru.support.understanding.setting import FacetForm
from maru.support.understanding.tests.cast import UnderstandingTestCase

MAIL = (
    b"From: kim@customer.example\r\nTo: support@onnuri.example\r\nSubject: %s\r\n"
    b"Message-ID: <%d@customer.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n"
)


def mail(text: str, number: int = 1, subject: str = "question") -> bytes:
    return MAIL % (subject.encode(), number, text.encode())


class GuessingTests(UnderstandingTestCase):
    def understood(self, ticket: Ticket) -> dict[str, str]:
        guess_waiting()
        rows = Guess.objects.filter(message__ticket=ticket)
        return dict(rows.values_list("facet", "value"))

    def test_a_mail_is_understood_after_it_was_received(self):
        self.solve()
        self.learn()
        message = self.mail_in(mail("환불 언제 되나요? 긴급합니다"))
        self.assertFalse(message.guesses.exists())
        said = self.understood(message.ticket)
        self.assertEqual(said["topic"], "환불")
        self.assertEqual(said["language"], "ko")
        self.assertEqual(said["urgency"], "4")
        self.assertNotIn("sentiment", said)
        self.assertFalse(Heard.objects.exists())
        looks = Impression.objects.get(ticket=message.ticket)
        self.assertEqual((looks.topic, looks.language), ("환불", "ko"))
        event = Event.objects.get(verb="ticket.understood", subject_id=message.ticket.pk)
        self.assertEqual(event.after["topic"], "환불")

    def test_a_call_that_was_written_down_is_understood_as_well(self):
        ticket = open_ticket(by=self.jisu, brand=self.onnuri, requester=self.kim,
                             subject="전화", text="정말 화가 나네요. 최악입니다.")  # fmt: skip
        self.assertEqual(self.understood(ticket)["sentiment"], "negative")
        guess = Guess.objects.get(message__ticket=ticket, facet="sentiment")
        self.assertEqual(guess.because, ["화가 나", "최악"])
        self.assertIsNone(guess.lesson)

    def test_a_machine_is_not_read(self):
        raw = b"Auto-Submitted: auto-replied\r\n" + mail("최악입니다")
        message = self.mail_in(raw)
        self.assertEqual(self.understood(message.ticket), {})

    def test_below_the_threshold_nothing_is_said(self):
        facet = Facet.of("urgency")
        form = FacetForm({"is_on": "on", "threshold": 90}, facet=facet)
        self.assertTrue(form.is_valid())
        form.save_by(self.sora)
        ticket = self.mail_in(mail("긴급합니다")).ticket
        self.assertEqual(self.understood(ticket)["urgency"], "4")  # the record
        self.assertEqual(Impression.objects.get(ticket=ticket).urgency, "")

    def test_what_is_switched_off_is_not_looked_at(self):
        form = FacetForm({"threshold": 70}, facet=Facet.of("urgency"))
        self.assertTrue(form.is_valid())
        form.save_by(self.sora)
        self.assertNotIn("urgency", self.understood(self.mail_in(mail("긴급합니다")).ticket))

    def test_a_lost_blob_keeps_no_message_waiting(self):
        self.solve()
        lesson = self.learn()
        type(lesson).objects.update(sha256="f" * 64)
        said = self.understood(self.mail_in(mail("환불 언제 되나요")).ticket)
        self.assertEqual(said, {"language": "ko"})

    def test_conditions_ask_for_it_and_both_sides_agree(self):
        ticket = self.mail_in(mail("긴급합니다")).ticket
        guess_waiting()
        for test, holds in (
            ({"field": "looks_urgency", "op": "is", "value": "4"}, True),
            ({"field": "looks_urgency_sure", "op": "at_least", "value": 70}, True),
            ({"field": "looks_urgency_sure", "op": "at_least", "value": 95}, False),
            ({"field": "looks_language", "op": "in", "value": ["ko", "en"]}, True),
            ({"field": "looks_topic", "op": "is_empty"}, True),
            ({"field": "looks_topic", "op": "is", "value": "환불"}, False),
        ):
            asked = TICKETS.read(test)
            asking = Asking(me=self.jisu.pk)
            self.assertIs(TICKETS.holds(asked, ticket, asking), holds, test)
            found = Ticket.objects.filter(TICKETS.query(asked, asking), pk=ticket.pk)
            self.assertIs(found.exists(), holds, test)

    def test_a_ticket_nobody_read_yet_has_no_looks(self):
        asked = TICKETS.read({"field": "looks_topic", "op": "is_empty"})
        self.assertTrue(TICKETS.holds(asked, self.ticket, Asking()))
        self.assertTrue(Ticket.objects.filter(TICKETS.query(asked, Asking())).exists())

    def test_a_mood_passes_with_the_next_message_and_a_topic_does_not(self):
        self.solve()
        self.learn()
        ticket = self.mail_in(mail("환불 언제 되나요? 최악입니다", 1)).ticket
        guess_waiting()
        Message.objects.create(ticket=ticket, direction="in", text="네 알겠습니다")
        Heard.note([Message.objects.latest("pk").pk])
        guess_waiting()
        looks = Impression.objects.get(ticket=ticket)
        self.assertEqual((looks.sentiment, looks.topic), ("", "환불"))

    def test_a_topic_that_stands_in_a_field_of_one_brand_is_told_there_alone(self):
        message = self.ticket.messages.first()
        model = learn([message.text, "배송이 언제 오나요"] * 6, ["refund", "delivery"] * 6)
        known = {"topic": (Lesson.objects.create(facet="topic", state="in_use"), model)}
        facets = Facet.every()
        for brand, is_told in ((self.haneul, False), (self.onnuri, True)):
            facets["topic"].field = CustomField(
                noun="ticket", key=f"k{brand.pk}", kind="choice", brand_ids=[brand.pk]
            )
            found = guesses_of(message, facets, known)
            self.assertEqual("topic" in {each.facet for each in found}, is_told)


def test_who_neither_guesses_nor_learns_loads_no_numpy():
    code = (
        "import sys, django; django.setup(); import maru.project.urls; "
        "sys.exit(any(name.split('.')[0] in {'numpy', 'sklearn', 'scipy'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0  # noqa: PLW1510
