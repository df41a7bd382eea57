import io
import zipfile
from datetime import timedelta

import time_machine
from django.test import override_settings
from django.utils import timezone

from maru.kit.blobs import store
from maru.kit.fields.models import CustomField
from maru.kit.learning.example import Example
from maru.kit.learning.judging import divided
from maru.kit.learning.learned import mark_of
from maru.kit.learning.stored import unpacked
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message
from maru.support.understanding.examples import examples_of
from maru.support.understanding.facet import Facet
from maru.support.understanding.learning import ask_when_due, is_due
from maru.support.understanding.lesson import key
from maru.support.understanding.models import Guess, Lesson
from maru.support.understanding.models_at_hand import HERE
from maru.support.understanding.setting import FacetForm
from maru.support.understanding.studying import study
from maru.support.understanding.tests.cast import UnderstandingTestCase


class LearningTests(UnderstandingTestCase):
    def test_a_topic_is_learnt_from_tags_and_judged_by_other_customers(self):
        self.solve()
        lesson = self.learn()
        self.assertEqual(lesson.state, "in_use")
        self.assertEqual(lesson.examples + lesson.held_back, 120)
        self.assertEqual(lesson.report["judged"], lesson.held_back)
        self.assertGreater(lesson.report["right"], 0.8 * lesson.held_back)
        self.assertTrue(store().has(lesson.sha256))

    def test_of_too_few_tickets_nothing_is_learnt(self):
        self.solve(each=12)
        self.assertEqual(self.learn().state, "too_little")

    def test_a_new_version_that_is_worse_is_not_taken(self):
        self.solve()
        first = self.learn()
        for number, ticket in enumerate(self.solve(each=0) or first_tickets()):
            if number % 2:
                ticket.tags.set(other_tag(ticket))
        second = self.learn()
        self.assertIn(second.state, {"in_use", "not_better"})
        better = second.report["right"] >= second.report["before"]
        self.assertEqual(second.state == "in_use", better)
        first.refresh_from_db()
        self.assertEqual(first.state, "earlier" if better else "in_use")

    def test_one_may_go_back_to_an_earlier_version(self):
        self.solve()
        first, second = self.learn(), self.learn()
        self.assertEqual(second.state, "in_use")
        self.assertTrue(first.use(by=self.sora))
        self.assertFalse(first.use(by=self.sora))
        second.refresh_from_db()
        self.assertEqual(second.state, "earlier")
        used = Event.objects.filter(verb="lesson.used").get()
        self.assertEqual((used.before, used.after), (second.pk, first.pk))

    def test_a_version_without_a_model_cannot_be_used(self):
        lesson = self.learn()
        self.assertEqual(lesson.state, "too_little")
        self.assertFalse(lesson.use(by=self.sora))

    def test_what_was_deleted_is_in_no_lesson_after_a_month(self):
        self.solve()
        canary = learnt_from()
        Message.objects.filter(pk=canary.pk).update(text="환불 카나리아8612 환불")
        first = self.learn()
        for word in ("카나", "카나리아", "8612"):
            self.assertNotIn(word.encode(), unzipped(first))
        # Who has the key can tell that the word was there, until it is learnt anew.
        self.assertTrue(knows(first, "카나리아8612"))
        canary.delete()
        now = timezone.now()
        with time_machine.travel(now + timedelta(days=29), tick=False):
            self.assertFalse(is_due("topic"))
        with time_machine.travel(now + timedelta(days=31), tick=False):
            ask_when_due()
            second = Lesson.objects.get(facet="topic", state="waiting")
            study(second)
            second.refresh_from_db()
            self.assertEqual(second.state, "in_use")
            self.assertFalse(knows(second, "카나리아8612"))
        with time_machine.travel(now + timedelta(days=33), tick=False):
            ask_when_due()
        first.refresh_from_db()
        self.assertEqual((first.state, first.sha256), ("earlier", ""))

    def test_what_is_old_is_used_no_more_though_nothing_could_be_learnt_since(self):
        self.solve()
        lesson = self.learn()
        Message.objects.filter(ticket__status="solved").delete()
        with time_machine.travel(timezone.now() + timedelta(days=33), tick=False):
            ask_when_due()
        lesson.refresh_from_db()
        self.assertEqual((lesson.state, lesson.sha256), ("earlier", ""))

    def test_what_is_in_use_and_old_goes_though_it_were_better(self):
        self.solve()
        first = self.learn()
        for ticket in first_tickets():
            if ticket.pk % 2:
                ticket.tags.set(other_tag(ticket))
        with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
            self.assertEqual(self.learn().state, "in_use")
        first.refresh_from_db()
        self.assertEqual(first.state, "earlier")

    @override_settings(SECRET_KEY="another" * 10)
    def test_with_another_key_nothing_is_read(self):
        self.solve()
        with self.settings(SECRET_KEY="x" * 50):
            lesson = self.learn()
        self.assertEqual(HERE.of({"topic": Facet.of("topic")}), {})
        self.assertEqual(lesson.state, "in_use")

    def test_asking_twice_is_one_lesson(self):
        self.assertEqual(Lesson.ask("topic").pk, Lesson.ask("topic").pk)

    def test_private_teams_teach_nothing(self):
        self.solve(team=self.team)
        self.assertEqual(len(examples_of(Facet.of("topic"))[0]), 120)
        type(self.team).objects.filter(pk=self.team.pk).update(is_private=True)
        self.assertEqual(examples_of(Facet.of("topic"))[0], [])

    def test_rare_labels_are_left_out(self):
        self.solve(each=9)
        self.assertEqual(examples_of(Facet.of("topic"))[0], [])

    def test_what_a_person_said_counts_before_the_tickets_tag(self):
        self.solve(each=20)
        message = Message.objects.filter(text__startswith="환불해").first()
        guess = Guess.objects.create(message=message, facet="topic", value="환불", sure=80)
        guess.verdict, guess.right_value = "wrong", "배송"
        guess.save()
        labels = {
            e.label
            for e in examples_of(Facet.of("topic"))[0]
            if e.text.endswith(f"\n{message.text}")
        }
        self.assertEqual(labels, {"배송"})

    def test_sentiment_is_learnt_from_peoples_words_alone(self):
        self.solve()
        self.assertEqual(examples_of(Facet.of("sentiment"))[0], [])

    def test_another_source_is_learnt_at_once(self):
        field = CustomField.objects.create(noun="ticket", key="주제", kind="choice", label="주제")
        form = FacetForm({"is_on": "on", "threshold": 80, "field": "주제"}, facet=Facet.of("topic"))
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.sora)
        self.assertEqual(Facet.of("topic").field, field)
        self.assertTrue(Lesson.objects.filter(facet="topic", state="waiting").exists())

    def test_a_choice_field_teaches_by_its_words(self):
        field = CustomField.objects.create(noun="ticket", key="주제", kind="choice", label="주제")
        choice = field.choices.create(word="refund", label="환불")
        for ticket in self.solve(each=10):
            ticket.fill_field(field, choice.word, by=self.jisu)
        facet = Facet.of("topic")
        facet.field = field
        self.assertEqual({e.label for e in examples_of(facet)[0]}, {"refund"})

    def test_it_is_due_once_there_may_be_enough_and_again_only_when_enough_is_new(self):
        self.assertFalse(is_due("topic"))
        self.solve(each=25)
        self.assertTrue(is_due("topic"))
        self.assertFalse(is_due("sentiment"))
        self.learn()
        self.assertFalse(is_due("topic"))


def first_tickets():
    from maru.support.tickets.models import Ticket

    return list(Ticket.objects.filter(status="solved").order_by("pk"))


def other_tag(ticket):
    from maru.kit.tags.models import Tag

    return Tag.objects.exclude(pk__in=ticket.tags.values("pk")).filter(name__in=["환불", "배송"])


def unzipped(lesson):
    with zipfile.ZipFile(io.BytesIO(store().read(lesson.sha256))) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def knows(lesson, word):
    """Whether a piece of ``word`` is among the features of what was learnt."""
    _words, pieces = unpacked(store().read(lesson.sha256), key=key()).vocabularies
    return mark_of(word[:4], key()) in pieces or mark_of(word[-4:], key()) in pieces


def learnt_from():
    """A message of a customer who is not held back."""
    for message in Message.objects.filter(ticket__status="solved").select_related("ticket"):
        if divided([Example("", "", f"c{message.ticket.requester_id}")])[0]:
            return message
    raise AssertionError("nobody")
