"""What is looked for before an answer leaves; it goes all the same once somebody says so."""

from maru.kit.written import Written
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.support.tickets.choices import Direction
from maru.support.tickets.doubts import Answer, doubts_about
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Draft, Message
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class DoubtTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def about(self, text: str, *, has_files: bool = False) -> list[str]:
        return list(doubts_about(Answer(self.ticket, self.jisu, Written(text), has_files)))

    def write(self, text: str, **fields):
        given = {"mode": "reply", "text": text, "shown": 0,
                 "seen": self.ticket.last_public_id} | fields  # fmt: skip
        return self.client.post(f"{self.page}messages/", given, headers=HTMX)

    def answers(self) -> int:
        return Message.objects.filter(direction=Direction.TO_CUSTOMER).count()

    def test_a_file_that_is_spoken_of_and_missing(self):
        for text in (
            "견적서를 첨부합니다.", "견적서 첨부드립니다.", "설명서를 첨부해 드립니다",
            "첨부 파일을 확인해 주세요.", "첨부한 그림이 아니라 첨부된 파일을 봐 주세요",
            "영수증을 동봉합니다.", "I've attached the invoice.", "Please find attached the form.",
            "Attached is your receipt.", "Please see the attached guide.",
        ):  # fmt: skip
            self.assertEqual(self.about(text)[:1], ["missing_file"], text)
            self.assertNotIn("missing_file", self.about(text, has_files=True), text)

    def test_a_file_that_the_customer_is_to_send_is_none_of_ours(self):
        for text in (
            "파손된 부분의 사진을 첨부해 주세요.", "사진 첨부 부탁드립니다.",
            "보내 주신 첨부 파일을 확인했습니다.", "첨부하신 사진 잘 봤습니다.",
            "Please attach a photo.", "The photo that you attached shows it.",
            "> 견적서를 첨부합니다.\n네, 알겠습니다.",
        ):  # fmt: skip
            self.assertNotIn("missing_file", self.about(text), text)

    def test_the_name_of_a_customer_whose_ticket_was_read_lately(self):
        other = recognise(ContactKind.EMAIL, "park@b.kr", brand=self.onnuri, name="박서준")
        theirs = open_ticket(by=self.jisu, brand=self.onnuri, requester=other, subject="둘",
                             text="둘", team=self.team)  # fmt: skip
        self.assertEqual(self.about("박서준님, 내일 보내 드립니다."), [])
        self.client.get(f"/tickets/{theirs.pk}/")
        self.assertEqual(self.about("박서준님, 내일 보내 드립니다."), ["another_customer"])
        self.assertEqual(self.about("김하늘님, 내일 보내 드립니다."), [])

    def test_another_language_than_the_customer_s(self):
        english = "Thank you for your message. We will send it tomorrow."
        self.assertEqual(self.about(english), ["wrong_language"])
        self.assertEqual(self.about("OK"), [])
        self.assertEqual(self.about("내일 보내 드리겠습니다. 감사합니다."), [])

    def test_it_is_asked_about_once_and_goes_by_a_second_decision(self):
        asked = self.write("견적서를 첨부합니다.", then="solved")
        self.assertContains(asked, "파일을 첨부한다고 썼지만", status_code=422)
        self.assertContains(asked, 'value="missing_file"', status_code=422)
        self.assertEqual((self.answers(), Draft.objects.get().text), (0, "견적서를 첨부합니다."))
        sent = self.write("견적서를 첨부합니다.", doubts_anyway="missing_file")
        self.assertEqual((sent.status_code, self.answers()), (200, 1))

    def test_what_is_switched_off_is_not_asked(self):
        self.client.post("/profile/habits/", {"undo_send": "on", "after_done": "stay",
                                              "doubts": ["wrong_language"]})  # fmt: skip
        self.assertEqual(Habits.of(self.jisu).no_doubts, ["missing_file", "another_customer"])
        self.assertEqual(self.write("견적서를 첨부합니다.").status_code, 200)

    def test_a_note_and_a_page_without_scripts_are_not_asked(self):
        self.assertEqual(self.write("견적서를 첨부합니다.", mode="note").status_code, 200)
        given = {"mode": "reply", "text": "첨부합니다.", "seen": self.ticket.last_public_id}
        self.client.post(f"{self.page}messages/", given)
        self.assertEqual(self.answers(), 1)
