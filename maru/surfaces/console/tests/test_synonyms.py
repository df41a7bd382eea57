from __future__ import annotations

from typing import Any

from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.staff.synonyms.built_in import built_in
from maru.staff.synonyms.models import SynonymGroup
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class SynonymPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def opened(self, subject: str, **more: Any) -> Any:
        given = {"by": self.jisu, "brand": self.onnuri, "requester": self.kim, "text": "."}
        ticket = open_ticket(subject=subject, **{**given, **more})
        index_outdated()
        return ticket

    def found(self, query: str) -> list[int]:
        found = find(query, self.jisu, kinds=["ticket"])
        return [document.object_id for document in found.documents]

    def test_a_group_counts_at_once_without_indexing_anew(self):
        ticket = self.opened("툇마루가 삐걱거려요")
        self.assertEqual(self.found("평상"), [])
        self.client.post("/console/synonyms/new/", {"words": "평상, 툇마루"})
        self.assertEqual(self.found("평상"), [ticket.pk])
        group = SynonymGroup.objects.get()
        path = f"/console/synonyms/{group.pk}/"
        self.client.post(path, {"words": "툇마루\n평상", "is_one_way": "on"})
        self.assertEqual(self.found("평상"), [])
        self.client.post(path + "removal/")
        self.assertFalse(SynonymGroup.objects.exists())

    def test_what_is_no_group_is_told_and_what_was_typed_stays(self):
        for wrong in ("", "평상", "평상, !!!", "평상, 문의", "환불, 환급"):
            answer = self.client.post("/console/synonyms/new/", {"words": wrong})
            self.assertContains(answer, wrong.split(",")[0], status_code=422)
        self.assertFalse(SynonymGroup.objects.exists())

    def test_trying_a_group_saves_nothing_and_counts_with_and_without(self):
        self.opened("툇마루가 삐걱거려요")
        data = {"words": "평상\n툇마루", "try": "1"}
        page = self.client.post("/console/synonyms/new/", data)
        self.assertContains(page, "<strong>1</strong>", count=1)  # of the word that it helps
        self.assertFalse(SynonymGroup.objects.exists())
        self.assertEqual(self.found("평상"), [])

    def test_a_word_is_shown_as_it_is_read(self):
        self.opened("환급이 안 됐어요")
        page = self.client.get("/console/synonyms/", {"try": "환불했는데"})
        self.assertContains(page, "환급")
        for odd in ("\x00", "!!!", "x" * 300, "%"):
            self.assertEqual(
                self.client.get("/console/synonyms/", {"try": odd}).status_code, 200, odd
            )

    def test_maru_s_own_are_looked_through_and_switched(self):
        self.opened("환급이 안 됐어요")
        self.assertEqual(len(self.found("환불")), 1)
        group = next(each for each in built_in() if each.words[:2] == ("환불", "환급"))
        page = self.client.get("/console/synonyms/", {"own": "돈 돌려"})
        self.assertContains(page, group.key)
        self.client.post("/console/synonyms/switch/", {"off": group.key, "own": "환급"})
        self.assertEqual(self.found("환불"), [])
        self.client.post("/console/synonyms/switch/", {"on": group.key})
        self.assertEqual(len(self.found("환불")), 1)
        missing = self.client.post("/console/synonyms/switch/", {"off": "nothing"})
        self.assertEqual(missing.status_code, 404)
        self.assertContains(self.client.get("/console/synonyms/?all=1"), group.key)

    def test_it_is_for_who_manages_the_company(self):
        group = SynonymGroup.add(["평상", "툇마루"], by=self.sora)
        self.client.force_login(self.minho)
        for path in ("", "new/", f"{group.pk}/"):
            self.assertEqual(self.client.get(f"/console/synonyms/{path}").status_code, 404)
