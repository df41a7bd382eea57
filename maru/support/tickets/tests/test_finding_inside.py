"""Looking for words within one ticket."""

from __future__ import annotations

from maru.staff.journal.models import AccessRecord
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.timeline.finding import find


class FindingInsideTests(SupportTestCase):
    def said(self, text: str, **more: str) -> Message:
        return Message.objects.create(ticket=self.ticket, direction="in", text=text, **more)

    def found(self, words: str) -> list[str]:
        return [hit.place for hit in find(self.ticket, words, self.jisu)]

    def test_korean_is_found_in_any_of_its_forms_the_newest_first(self):
        first = self.said("어제 환불했는데요.")
        second = self.said("환불은 언제 되나요?")
        self.said("감사합니다.")
        hits = find(self.ticket, "환불", self.jisu)
        places = [f"message-{second.pk}", f"message-{first.pk}"]
        self.assertEqual([hit.place for hit in hits], places)
        self.assertIn("환불했는데요", hits[1].words)
        self.assertEqual(self.found("환불하다"), places)

    def test_all_words_are_wanted_and_parts_of_a_word_are_found_letter_by_letter(self):
        both = self.said("뚜껑이 깨져서 영수증을 보냅니다. 주문 A-10293")
        self.said("영수증만 있어요")
        self.assertEqual(self.found("뚜껑 영수증"), [f"message-{both.pk}"])
        self.assertEqual(self.found("A-102"), [f"message-{both.pk}"])
        self.assertEqual((self.found("없는낱말"), self.found("   ")), ([], []))

    def test_what_is_quoted_what_is_attached_and_what_changed_are_found(self):
        quoting = self.said("네", quoted="어제 말씀하신 송장 번호")
        self.assertEqual(self.found("송장"), [f"message-{quoting.pk}"])
        self.ticket.tag_only(["연휴특급"], by=self.jisu)
        (change,) = find(self.ticket, "연휴특급", self.jisu)
        self.assertTrue(change.place.startswith("change-"))
        self.assertEqual(change.reaching, quoting.pk)

    def test_words_are_found_by_their_initial_consonants(self):
        said = self.said("어제 (환불했는데요) 영수증도 보냈어요.")
        self.said("안내해 보세요")
        (hit,) = find(self.ticket, "ㅎㅂ", self.jisu)
        self.assertEqual((hit.place, hit.words), (f"message-{said.pk}", ("환불했는데요",)))
        self.assertEqual(self.found("ㅎㅂ 영수증"), [f"message-{said.pk}"])
        self.assertEqual(self.found("영수증 ㅎㅂ ㅇㅈ"), [f"message-{said.pk}"])
        self.assertEqual((self.found("ㅎㅂ 없는낱말"), self.found("ㅎㅂㅎㅂ")), ([], []))

    def test_letters_that_somebody_typed_are_found_as_they_stand(self):
        said = self.said("정말요 ㅋㅋㅋ")
        self.assertEqual(self.found("ㅋㅋ"), [f"message-{said.pk}"])

    def test_a_file_is_found_by_its_name(self):
        message = self.ticket.messages.earliest("id")
        message.attachments.create(name="견적서-최종.png", content_type="image/png", size=1,
                                   sha256="0" * 64)  # fmt: skip
        self.assertEqual(self.found("견적서"), [f"message-{message.pk}"])

    def test_the_page_asks_and_it_is_written_down_that_it_was_read(self):
        self.client.force_login(self.jisu)
        answer = self.client.get(f"/tickets/{self.ticket.pk}/found/", {"q": "뚜껑"})
        (hit,) = [each for each in answer.json()["found"] if each["place"].startswith("message")]
        self.assertEqual(hit["words"], ["뚜껑"])
        self.assertTrue(AccessRecord.objects.filter(what="ticket").exists())

    def test_who_does_not_see_the_ticket_finds_nothing_in_it(self):
        self.client.force_login(self.eve)
        self.assertEqual(
            self.client.get(f"/tickets/{self.ticket.pk}/found/", {"q": "뚜껑"}).status_code, 404
        )
