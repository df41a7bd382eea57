import html
import re
from unittest.mock import patch

from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import RecentSearch
from maru.kit.search.reading import Query
from maru.kit.search.recent import KEPT, forget_the_oldest
from maru.staff.journal.models import AccessRecord
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


def numbers(page):
    return set(re.findall(r'href="/tickets/(\d+)/', page.content.decode()))


class SearchPageTests(SupportTestCase):
    def setUp(self):
        self.kim.name = "박찻잔"
        self.kim.save()
        self.opened("유리 주전자", "손잡이가 헐거워요")
        index_outdated()
        self.client.force_login(self.jisu)

    def opened(self, subject, text):
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text=text
        )

    def get(self, query, **headers):
        return self.client.get("/search/", {"q": query}, headers=headers)

    def test_what_is_found_stands_there_with_its_words(self):
        page = self.get("헐거워요")
        self.assertContains(page, "유리 주전자")
        self.assertContains(page, "<mark>헐거워요</mark>")
        self.assertContains(self.get("주전자들"), "<mark>주전자</mark>")

    def test_customers_stand_beside_and_can_be_looked_for_alone(self):
        page = self.get("haneul.kim@example.com")
        self.assertContains(page, f"/customers/{self.kim.pk}/")
        alone = self.client.get("/search/", {"q": "haneul.kim@example.com", "kind": "customer"})
        self.assertContains(alone, f"/customers/{self.kim.pk}/")
        self.assertNotContains(alone, "유리 주전자")

    def test_what_is_found_goes_on_as_a_list_that_holds_the_same(self):
        self.opened("배송 문의", "어제 주전자를 받았어요")
        self.opened("다른 문의", "찻잔이에요")
        index_outdated()
        for words in ("주전자", "주전자 -배송", '"주전자를 받았어요" status:new', "주전자들 -배송"):
            page = self.get(words)
            href = re.search(r'href="(/[?]view=all[^"]+)"', page.content.decode())[1]
            listed = self.client.get(html.unescape(href))
            self.assertEqual(numbers(listed), numbers(page), words)
            self.assertTrue(numbers(page))
        self.assertNotContains(self.get("없는말"), "/?view=all")

    def test_of_many_the_list_holds_all(self):
        for n in range(4):
            self.opened(f"주전자 {n}", "손잡이")
        index_outdated()
        with patch("maru.support.tickets.search.at_hand.LOOKED_AT", 2):
            for words, count in (("주전자", 5), ("주전자 status:new", 5), ("주전자 -헐거워요", 4)):
                page = self.client.get("/tickets/", {"view": "all", "q": words})
                self.assertEqual(len(numbers(page)), count, words)

    def test_while_one_types_only_what_is_found_comes_and_nothing_is_remembered(self):
        part = self.get("헐거", HX_Request="true", X_Maru_Typing="1")
        self.assertTrue(part.content.lstrip().startswith(b'<div id="found"'))
        self.assertContains(part, "유리 주전자")
        self.assertFalse(RecentSearch.objects.exists())

    def test_what_nobody_is_shown_any_more_is_forgotten(self):
        for number in range(KEPT + 2):
            RecentSearch.keep(self.jisu.pk, f"주전자 {number}")
        RecentSearch.keep(self.minho.pk, "손잡이")
        RecentSearch.keep(self.jisu.pk, "주전자 2")  # again: now it is the latest
        shown = RecentSearch.of(self.jisu.pk)
        forget_the_oldest()
        self.assertEqual((len(shown), shown[:2]), (KEPT, ["주전자 2", f"주전자 {KEPT + 1}"]))
        mine = RecentSearch.objects.filter(reader_id=self.jisu.pk)
        self.assertEqual([each.text for each in mine], shown)
        self.assertEqual(RecentSearch.of(self.minho.pk), ["손잡이"])

    def test_what_was_searched_lately_is_ones_own(self):
        for words in ("주전자", "손잡이", "주전자"):
            self.get(words)
        self.assertEqual(RecentSearch.of(self.jisu.pk), ["주전자", "손잡이"])
        self.assertContains(self.client.get("/search/"), "손잡이")
        self.client.force_login(self.minho)
        self.assertNotContains(self.client.get("/search/"), "손잡이")

    def test_guesses_and_problems_are_told(self):
        page = self.get("주전저 status:lost")
        self.assertContains(page, "유리 <mark>주전자</mark>")
        self.assertContains(page, "“주전저”라고")
        self.assertContains(page, "“lost”는", count=1)

    def test_a_loosened_sentence_is_told(self):
        self.assertNotContains(self.get("주전자"), "중요한 말이")
        with patch.object(Query, "is_loosened", True):
            self.assertContains(self.get("주전자"), "중요한 말이")

    def test_nothing_found_says_what_to_do_and_bad_answers_are_refused(self):
        self.assertContains(self.get("도자기"), "찾은 것이 없습니다")
        bad = self.client.get("/search/", {"q": "주전자", "order": "worst"})
        self.assertEqual(bad.status_code, 422)

    def test_markup_is_text(self):
        self.opened("<b>굵은</b> 주전자", "<script>alert(1)</script> 주전자")
        index_outdated()
        page = self.get("주전자")
        self.assertNotContains(page, "<script>alert")
        self.assertContains(page, "&lt;b&gt;굵은&lt;/b&gt;")

    def test_reading_enters_the_ledger_and_another_brand_finds_nothing(self):
        AccessRecord.objects.all().delete()
        self.get("주전자")
        record = AccessRecord.objects.get()
        self.assertEqual((record.what, record.customers), ("search", [self.kim.pk]))
        self.client.force_login(self.eve)
        self.assertNotContains(self.get("주전자"), "유리")

    def test_a_page_costs_the_same_however_much_is_found(self):
        costs = []
        for many in (3, 30):
            for n in range(many):
                self.opened(f"주전자 {many} {n}", "손잡이")
            index_outdated()
            self.get("주전자 손잡이")
            costs.append(len(self.count("주전자 손잡이")))
        self.assertEqual(costs[0], costs[1])
        self.assertLess(costs[1], 45)

    def count(self, query):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            self.get(query)
        return queries.captured_queries
