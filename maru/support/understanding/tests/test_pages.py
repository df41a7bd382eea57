"""What a ticket looks like, on its page, by the API and in the settings."""

from django.urls import reverse

from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import Message
from maru.support.understanding.facet import Facet
from maru.support.understanding.models import Guess, Impression, Lesson
from maru.support.understanding.tests.cast import UnderstandingTestCase

HTMX = {"HX-Request": "true"}


class PageTests(UnderstandingTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.message = Message.objects.get(ticket=self.ticket)

    def guess(self, facet="kind", value="complaint", sure=92, **more):
        return Guess.objects.create(
            message=self.message, facet=facet, value=value, sure=sure, **more
        )

    def looks(self):
        return self.client.get(reverse("understanding:looks", args=[self.ticket.pk]), headers=HTMX)

    def post(self, name, guess, **given):
        place = reverse(f"understanding:{name}", args=[self.ticket.pk, guess.pk])
        return self.client.post(place, given, headers=HTMX)

    def test_a_sure_guess_is_shown_with_how_sure_it_is(self):
        self.guess()
        self.assertContains(self.looks(), "92 %")
        self.assertContains(self.looks(), "불만")

    def test_what_is_told_by_words_shows_the_words_and_no_percent(self):
        self.guess("urgency", "4", 70, because=["긴급"])
        self.assertContains(self.looks(), "“긴급”")
        self.assertNotContains(self.looks(), "70 %")

    def test_nothing_is_said_below_the_threshold_nor_of_the_brands_own_language(self):
        self.guess(sure=69)
        self.guess("language", "ko", 99)
        self.assertNotContains(self.looks(), "panel-looks")

    def test_the_ticket_asks_for_it_only_where_there_is_something_to_show(self):
        place = reverse("understanding:looks", args=[self.ticket.pk])

        def asks() -> bool:
            page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk])).content.decode()
            return f'hx-get="{place}" hx-trigger="opened"' in page

        self.assertFalse(asks())
        said = {"language": ("ko", 99)}
        Impression.keep(self.ticket.pk, self.message.pk, said)
        self.assertFalse(asks())
        Impression.keep(self.ticket.pk, self.message.pk, {**said, "kind": ("complaint", 92)})
        self.assertTrue(asks())
        Impression.objects.update(kind="", language="en")
        self.assertTrue(asks())

    def test_one_press_sets_the_ticket_so(self):
        guess = self.guess()
        self.assertContains(self.post("taking", guess), 'hx-swap-oob="true" data-live-ticket')
        self.ticket.refresh_from_db()
        guess.refresh_from_db()
        self.assertEqual((self.ticket.kind, guess.verdict), ("complaint", "right"))
        self.assertNotContains(self.looks(), "/taking/")

    def test_a_tag_is_added_to_those_that_are_there(self):
        from maru.kit.tags.models import tags_named

        self.ticket.tags.set(tags_named(["vip", "환불"])[:1])
        before = {tag.name for tag in self.ticket.tags.all()}
        self.post("taking", self.guess("topic", "환불"))
        after = {tag.name for tag in self.ticket.tags.all()}
        self.assertEqual(after, before | {"환불"})

    def test_what_was_removed_since_cannot_be_taken_over(self):
        self.assertEqual(self.post("taking", self.guess("topic", "그런-태그")).status_code, 422)

    def test_wrong_is_noted_with_what_is_right_and_taken_back(self):
        guess = self.guess()
        Impression.keep(self.ticket.pk, self.message.pk, {"kind": ("complaint", 92)})
        self.assertContains(self.post("correction", guess, value="request"), "요청")
        guess.refresh_from_db()
        self.assertEqual((guess.verdict, guess.right_value), ("wrong", "request"))
        self.assertEqual(Impression.objects.get().kind, "request")
        place = reverse("understanding:correction", args=[self.ticket.pk, guess.pk])
        self.client.delete(place, headers=HTMX)
        guess.refresh_from_db()
        self.assertEqual(guess.verdict, "")

    def test_what_is_no_value_is_refused(self):
        self.assertEqual(self.post("correction", self.guess(), value="x").status_code, 422)

    def test_a_stranger_finds_nothing(self):
        guess = self.guess()
        self.client.force_login(self.eve)
        self.assertEqual(self.looks().status_code, 404)
        self.assertEqual(self.post("taking", guess).status_code, 404)

    def test_the_history_says_who_judged(self):
        self.post("correction", self.guess(), value="request")
        page = self.client.get(reverse("desk:ticket", args=[self.ticket.pk]))
        self.assertContains(page, "요청")


class ApiTests(UnderstandingTestCase):
    def setUp(self):
        self.message = Message.objects.get(ticket=self.ticket)
        self.guess = Guess.objects.create(
            message=self.message, facet="kind", value="complaint", sure=92
        )

    def call(self, method, place, member=None, **data):
        token = ApiToken.issue(member or self.sora, SCOPES)
        return self.client.generic(
            method, f"/api/v1{place}", __import__("json").dumps(data),
            content_type="application/json", headers={"Authorization": f"Bearer {token}"},
        )  # fmt: skip

    def test_it_tells_what_a_ticket_looks_like_and_takes_a_verdict(self):
        place = f"/tickets/{self.ticket.pk}/looks"
        told = self.call("GET", place, self.jisu).json()["items"]
        self.assertEqual((told[0]["value"], told[0]["sure"]), ("complaint", 92))
        at = f"{place}/{self.guess.pk}/verdict"
        self.assertEqual(self.call("PUT", at, self.jisu, verdict="right").status_code, 204)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.kind, "complaint")
        wrong = self.call("PUT", at, self.jisu, verdict="wrong", right="nonsense")
        self.assertEqual(wrong.status_code, 422)

    def test_administrators_change_a_facet_and_have_it_learnt(self):
        told = self.call("PATCH", "/understanding/facets/topic", threshold=85).json()
        self.assertEqual(told["threshold"], 85)
        self.assertEqual(Facet.of("topic").threshold, 85)
        bad = self.call("PATCH", "/understanding/facets/topic", threshold=3)
        self.assertEqual(bad.status_code, 422)
        asked = self.call("POST", "/understanding/facets/topic/lessons")
        self.assertEqual((asked.status_code, asked.json()["state"]), (202, "waiting"))
        self.assertEqual(
            self.call("POST", "/understanding/facets/language/lessons").status_code, 404
        )
        self.assertEqual(len(self.call("GET", "/understanding/lessons").json()["items"]), 1)
        self.assertEqual(len(self.call("GET", "/understanding/facets").json()["items"]), 5)
        waits = self.call("PUT", f"/understanding/lessons/{asked.json()['id']}/use")
        self.assertEqual(waits.status_code, 422)

    def test_agents_do_not(self):
        self.assertEqual(self.call("GET", "/understanding/facets", self.jisu).status_code, 403)


class SettingsTests(UnderstandingTestCase):
    def setUp(self):
        self.client.force_login(self.sora)

    def test_the_report_stands_on_the_page(self):
        self.solve()
        lesson = self.learn()
        page = self.client.get(reverse("console:facet", args=["topic"]))
        self.assertContains(page, "환불")
        self.assertContains(page, f"{lesson.held_back}건")
        self.assertContains(self.client.get(reverse("console:understanding")), "배운")

    def test_before_anything_was_learnt_it_says_so(self):
        for name in ("kind", "topic", "urgency", "sentiment", "language"):
            self.assertEqual(
                self.client.get(reverse("console:facet", args=[name])).status_code, 200
            )

    def test_one_goes_back_by_one_press(self):
        self.solve()
        first, _second = self.learn(), self.learn()
        self.client.post(reverse("console:lesson_use", args=[first.pk]))
        first.refresh_from_db()
        self.assertEqual(first.state, "in_use")

    def test_it_is_learnt_when_asked_for(self):
        self.client.post(reverse("console:facet_learning", args=["kind"]))
        self.assertTrue(Lesson.objects.filter(facet="kind", state="waiting").exists())

    def test_a_threshold_that_makes_no_sense_is_refused_in_words(self):
        place = reverse("console:facet", args=["kind"])
        response = self.client.post(place, {"is_on": "on", "threshold": "7"})
        self.assertEqual(response.status_code, 422)
