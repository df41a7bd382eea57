"""What tickets look like follows how a facet is said, some at a time and by a worker."""

from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maru.support.tickets.models import Message
from maru.support.tickets.opening import open_ticket
from maru.support.understanding import reassessing
from maru.support.understanding.facet import Facet
from maru.support.understanding.models import Guess, Impression, Lesson, Reassessment
from maru.support.understanding.reassessing import reassess
from maru.support.understanding.setting import FacetForm
from maru.support.understanding.tests.cast import UnderstandingTestCase


class ReassessingTests(UnderstandingTestCase):
    def guessed(self, facet="kind", value="complaint", sure=80, **more):
        """Open a ticket that was read, and looks so where that is sure enough."""
        ticket = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="문의", text="안녕하세요"
        )
        message = Message.objects.get(ticket=ticket)
        guess = Guess.objects.create(message=message, facet=facet, value=value, sure=sure, **more)
        if Facet.of(facet).says(sure):
            Impression.keep(ticket.pk, message.pk, {facet: (value, sure)})
        return guess

    def said(self, guess):
        looks = Impression.objects.filter(ticket=guess.message.ticket_id).first()
        return getattr(looks, guess.facet) if looks else ""

    def set(self, facet="kind", **given):
        form = FacetForm({"is_on": "on", "threshold": 70, **given}, facet=Facet.of(facet))
        self.assertTrue(form.is_valid(), form.errors)
        form.save_by(self.sora)

    def all_done(self):
        while Reassessment.objects.exists():
            reassess()

    def test_whoever_saves_does_not_wait_for_the_tickets(self):
        guess = self.guessed()
        with CaptureQueriesContext(connection) as queries:
            self.set(threshold=90)
        self.assertFalse([q for q in queries if "understanding_impression" in q["sql"]])
        self.assertEqual(self.said(guess), "complaint")
        self.all_done()
        self.assertEqual(self.said(guess), "")

    def test_what_is_said_from_less_on_comes_back(self):
        unsure = self.guessed(sure=65)
        self.set(threshold=60)
        self.all_done()
        self.assertEqual(self.said(unsure), "complaint")

    def test_switched_off_nothing_is_said_and_other_facets_stay(self):
        kind, urgency = self.guessed(), self.guessed("urgency", "4", 75)
        self.set(is_on="")
        self.all_done()
        self.assertEqual((self.said(kind), self.said(urgency)), ("", "4"))

    def test_what_a_person_said_is_right_stays(self):
        wrong = self.guessed(verdict="wrong", right_value="request")
        none = self.guessed(verdict="wrong")
        self.set(threshold=75)
        self.all_done()
        self.assertEqual((self.said(wrong), self.said(none)), ("request", ""))

    def test_topics_of_another_source_are_said_no_more(self):
        old = Lesson.objects.create(facet="topic", state="earlier", source="field:about")
        now = Lesson.objects.create(facet="topic", state="in_use")
        gone = self.guessed("topic", "환불", lesson=old)
        kept = self.guessed("topic", "배송", lesson=now)
        self.set("topic", threshold=61)
        self.all_done()
        self.assertEqual((self.said(gone), self.said(kept)), ("", "배송"))

    def test_urgency_of_an_earlier_message_passes(self):
        guess = self.guessed("urgency", "4", 90)
        Impression.keep(guess.message.ticket_id, guess.message_id + 1, {"language": ("en", 99)})
        self.set("urgency", threshold=60)
        self.all_done()
        self.assertEqual(self.said(guess), "")

    def test_it_goes_on_where_it_ended_and_begins_anew_for_a_later_change(self):
        guesses = [self.guessed() for _each in range(5)]
        self.set(threshold=90)
        with patch.object(reassessing, "TOGETHER", 2):
            self.assertEqual(reassess(), 2)
            self.assertEqual([self.said(each) for each in guesses].count(""), 2)
            self.set(threshold=75)
            self.all_done()
        self.assertEqual([self.said(each) for each in guesses].count(""), 0)

    def test_the_page_says_that_it_is_being_done(self):
        self.client.force_login(self.sora)
        place = reverse("console:facet", args=["kind"])
        self.assertNotContains(self.client.get(place), "다시 계산")
        self.set(threshold=90)
        self.assertContains(self.client.get(place), "다시 계산")
