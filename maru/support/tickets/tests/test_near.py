"""Near words: offered to who found little, each of which finds something for them."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Entry
from maru.kit.search.near import near
from maru.kit.search.reading import read
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class NearTests(SupportTestCase):
    def opened(self, subject: str, **more: Any) -> Any:
        given = {"by": self.sora, "brand": self.onnuri, "requester": self.kim, "text": "."}
        return open_ticket(subject=subject, **{**given, **more})

    def near(self, query: str, reader: Any = None) -> list[str]:
        index_outdated()
        reader = reader or self.jisu
        words = read(query, reader, kinds=["ticket"]).asked.words
        return [each.instead for each in near(words, reader, kinds=["ticket"])]

    def test_longer_words_are_offered(self):
        self.opened("주전자뚜껑 문의")
        self.opened("주전")
        self.assertIn("주전자", "".join(self.near("주전")))

    def test_one_slip_away_is_offered_where_it_is_much_more_usual(self):
        self.opened("배상 기준")
        self.opened("배송 조회")
        index_outdated()
        self.assertNotIn("배송", self.near("배상"))
        Entry.objects.filter(term="배송").update(seen=50)
        self.assertEqual(self.near("배상")[:1], ["배송"])

    def test_what_one_may_not_see_is_not_offered(self):
        self.opened("주전자", team=self.secret_team)
        self.opened("주전")
        self.assertEqual(self.near("주전"), [])
        self.assertEqual(self.near("주전", self.sora), ["주전자"])

    def test_it_costs_a_few_queries_however_many_words_there_are(self):
        for n in range(40):
            self.opened(f"찻잔{'가나다라마바사아자차'[n % 10]}{n}")
        index_outdated()
        words = read("찻잔 주전 배상 환급금", self.jisu, kinds=["ticket"]).asked.words
        with CaptureQueriesContext(connection) as captured:
            near(words, self.jisu, kinds=["ticket"])
        self.assertLessEqual(len(captured), 15)

    def test_the_page_offers_them_once_it_is_asked_and_not_while_one_types(self):
        self.opened("주전자뚜껑 문의")
        self.opened("주전")
        index_outdated()
        self.client.force_login(self.jisu)
        page = self.client.get("/search/", {"q": "주전"})
        self.assertContains(page, "found-near")
        typing = self.client.get("/search/", {"q": "주전"}, headers={"X-Maru-Typing": "1"})
        self.assertNotContains(typing, "found-near")
