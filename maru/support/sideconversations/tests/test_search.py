"""Side conversations are found by those for whom they exist."""

from __future__ import annotations

from django.urls import reverse

from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase


class SearchTests(SideTestCase):
    def found(self, words, member):
        index_outdated()
        return [one.object_id for one in find(words, member, kinds=["side"]).documents]

    def test_what_was_said_is_found_by_who_sees_it_and_by_nobody_else(self):
        side = self.ask(f"고물류, {VENDOR}", "유약이 벗겨진 뚜껑이 있나요?")
        other = self.ask(VENDOR, "유약 원가는 얼마인가요?")
        self.arrive(VENDOR, "가마를 새로 지었습니다", side.newest.message_id)
        self.assertEqual(set(self.found("유약", self.jisu)), {side.pk, other.pk})
        self.assertEqual(self.found("유약", self.cole), [side.pk])
        self.assertEqual(self.found("유약", self.eve), [])
        self.assertEqual(self.found("가마", self.jisu), [side.pk])

    def test_the_search_of_the_desk_shows_them_beside_the_tickets(self):
        side = self.ask(text="유약이 벗겨진 뚜껑이 있나요?")
        index_outdated()
        self.client.force_login(self.jisu)
        page = self.client.get(reverse("desk:search") + "?q=유약")
        self.assertContains(page, f'href="/side/{side.pk}/"')
        self.assertContains(self.client.get(reverse("desk:search") + "?q=유약&kind=side"), "유약")
