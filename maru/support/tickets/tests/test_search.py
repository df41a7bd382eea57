from unittest.mock import patch

from maru.kit.search import coverage, source
from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Coverage, Document, Outdated, Remaking
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.search.source import TICKETS
from maru.support.tickets.tests.cast import SupportTestCase


class SearchTestCase(SupportTestCase):
    def opened(self, subject, text, **more):
        given = {"by": self.jisu, "brand": self.onnuri, "requester": self.kim}
        return open_ticket(subject=subject, text=text, **{**given, **more})

    def found(self, query, reader=None, **more):
        index_outdated()
        found = find(query, reader or self.jisu, **more)
        return [d.object_id for d in found.documents]


class IndexingTests(SearchTestCase):
    def test_a_ticket_is_found_by_what_was_said_anywhere_in_it(self):
        ticket = self.opened("찻잔 받침", "이가 빠졌어요")
        ticket.reply("새 받침을 보내 드릴게요", by=self.jisu)
        ticket.note("택배사 확인", by=self.minho)
        for query in ("찻잔", "빠졌어요", "보내", "확인", "찻잔 확인"):
            self.assertEqual(self.found(query), [ticket.pk], query)
        self.assertEqual(self.found("찻잔 환불"), [])

    def test_somebody_is_found_by_the_given_name_alone(self):
        woojin = recognise(ContactKind.EMAIL, "w@x.kr", brand=self.onnuri, name="황우진")
        given = {"by": self.jisu, "brand": self.onnuri, "requester": woojin}
        ticket = open_ticket(subject="찻잔", text="왔어요", **given)
        self.assertEqual(self.found("from:우진", kinds=["ticket"]), [ticket.pk])
        for query in ("황우진", "우진", "우진님"):
            self.assertEqual(self.found(query, kinds=["ticket"]), [ticket.pk], query)
            self.assertEqual(self.found(query, kinds=["customer"]), [woojin.pk], query)

    def test_a_signature_under_what_we_send_is_not_found(self):
        self.onnuri.signature = "온누리 상점 고객지원"
        self.onnuri.save()
        ticket = self.opened("찻잔", "고객지원팀에 여쭙니다")
        self.ticket.reply("네", by=self.jisu)
        self.assertEqual(self.ticket.messages.last().text, "네\n\n-- \n온누리 상점 고객지원")
        self.assertEqual(self.found("고객지원", kinds=["ticket"]), [ticket.pk])

    def test_a_change_is_found_and_what_was_said_before_no_more(self):
        ticket = self.opened("찻잔", "왔어요")
        self.assertEqual(self.found("찻잔"), [ticket.pk])
        ticket.rename("주전자", by=self.jisu)
        self.assertEqual(self.found("주전자"), [ticket.pk])
        self.assertEqual(self.found("찻잔"), [])

    def test_a_message_that_moves_is_found_where_it_stands(self):
        mail = b"From: haneul.kim@example.com\r\nSubject: a\r\n\r\nkettle\r\n"
        message = self.mail_in(mail)
        origin = message.ticket
        self.assertEqual(self.found("kettle"), [origin.pk])
        from maru.support.tickets.moving import move

        move(message, self.ticket, by=self.jisu)
        self.assertEqual(self.found("kettle"), [self.ticket.pk])

    def test_what_was_merged_is_found_where_it_went_and_parted_where_it_was(self):
        second = self.opened("찻잔", "주전자도 깨졌어요")
        third = self.opened("셋째", ".")
        self.assertEqual(self.found("주전자"), [second.pk])
        second.merge_into(self.ticket, by=self.jisu)
        self.assertEqual(self.found("주전자"), [self.ticket.pk])
        type(second).objects.get(pk=self.ticket.pk).merge_into(third, by=self.jisu)
        self.assertEqual(self.found("주전자"), [third.pk])
        type(second).objects.get(pk=second.pk).unmerge(by=self.jisu)
        self.assertEqual(self.found("주전자"), [second.pk])

    def test_only_what_is_new_is_analysed(self):
        ticket = self.opened("찻잔", "왔어요")
        self.found("")
        before = Document.objects.get(object_id=ticket.pk).parts
        ticket.reply("네", by=self.jisu)
        self.found("")
        after = Document.objects.get(object_id=ticket.pk).parts
        self.assertEqual(after[: len(before)], before)
        self.assertFalse(Remaking.objects.exists())

    def test_what_is_gone_is_taken_out(self):
        self.opened("찻잔", "왔어요")
        self.found("")
        Outdated.note("ticket", [10**8])
        now = self.ticket.created_at
        Document.made(TICKETS, 10**8, now, [("x", ["유령"])]).save(force_insert=True)
        self.assertEqual(self.found("유령"), [])
        self.assertFalse(Document.objects.filter(object_id=10**8).exists())


class FindingTests(SearchTestCase):
    def test_the_newest_comes_first_and_pages_follow_one_another(self):
        tickets = [self.opened(f"찻잔 {n}", ".") for n in range(7)]
        self.found("")
        seen, before = [], None
        while True:
            page = find("찻잔", self.jisu, size=3, before=before)
            seen += [d.object_id for d in page.documents]
            before = page.next
            if before is None:
                break
        self.assertEqual(seen, [t.pk for t in reversed(tickets)])

    def test_the_subject_weighs_more_when_the_best_are_asked_for(self):
        first = self.opened("받침", "찻잔 이야기")
        second = self.opened("문의", "받침 이야기와 다른 긴 이야기")
        self.assertEqual(self.found("받침"), [second.pk, first.pk])
        self.assertEqual(self.found("받침", order="best"), [first.pk, second.pk])

    def test_phrases_and_what_is_not_wanted(self):
        together = self.opened("하나", "red kettle broken")
        apart = self.opened("둘", "kettle is red")
        self.assertEqual(self.found("red kettle"), [apart.pk, together.pk])
        self.assertEqual(self.found('"red kettle"'), [together.pk])
        self.assertEqual(self.found("kettle -broken"), [apart.pk])
        self.assertEqual(self.found("-kettle subject"), [])

    def test_who_types_finds_what_begins_so(self):
        ticket = self.opened("kettle", ".")
        self.assertEqual(self.found("ket"), [])
        self.assertEqual(self.found("ket", is_typing=True), [ticket.pk])

    def test_fields_narrow_in_both_languages(self):
        ticket = self.opened("찻잔", ".")
        other = self.opened("찻잔 둘", ".")
        ticket.assign(self.jisu, by=self.jisu)
        ticket.tag_only(["파손"], by=self.jisu)
        other.solve(by=self.jisu)
        for query in ("찻잔 담당:나", "찻잔 assignee:me", "찻잔 태그:파손", "tag:파손",
                      "찻잔 status:new", "찻잔 상태:새문의", "찻잔 -status:solved",
                      "상태:미해결 찻잔"):  # fmt: skip
            self.assertEqual(self.found(query), [ticket.pk], query)
        self.assertEqual(self.found("찻잔 상태:해결"), [other.pk])
        self.assertEqual(set(self.found("찻잔 from:haneul.kim")), {ticket.pk, other.pk})
        self.assertEqual(self.found("찻잔 before:2020"), [])
        self.assertEqual(set(self.found("찻잔 after:2020-01")), {ticket.pk, other.pk})

    def test_what_is_unread_is_each_reader_s_own(self):
        ticket = self.opened("찻잔", ".")
        for query in ("찻잔 is:unread", "찻잔 읽음:아니요", "-is:read 찻잔"):
            self.assertEqual(self.found(query), [], query)
            self.assertEqual(self.found(query, self.minho), [ticket.pk], query)
        self.assertEqual(self.found("찻잔 읽음:예"), [ticket.pk])
        self.assertEqual(len(find("찻잔 is:x", self.jisu).query.problems), 1)

    def test_a_value_that_means_nothing_is_told_and_left_out(self):
        ticket = self.opened("찻잔", ".")
        for query in (
            "찻잔 status:lost",
            "찻잔 before:soon",
            "찻잔 before:2026-13",
            "찻잔 담당:아무개",
        ):
            self.assertEqual(self.found(query), [ticket.pk])
            self.assertEqual(len(find(query, self.jisu).query.problems), 1, query)


class MeaningTests(SearchTestCase):
    """The promise, on whatever database this runs (kit/text has a test for each phenomenon)."""

    def test_what_is_meant_is_found(self):
        ticket = self.opened("환불 정책", "카드결제를 취소하면 언제 돌려받나요? 010-5550-0142")
        other = self.opened("배송 조회", "주문 ON-2611-0382 어디까지 왔나요")
        for query in ("환불했는데요", "환불정책", "ghksqnf", "ㅎㅂ", "결제 취소", "황불 정책",
                      "환급", "01055500142", "refund"):  # fmt: skip
            self.assertEqual(self.found(query), [ticket.pk], query)
        for query in ("on26110382", "ON-2611-0382", "ㅂㅅㅈㅎ", "배송조회했어요"):
            self.assertEqual(self.found(query), [other.pk], query)

    def test_the_other_language_is_searched_where_little_else_is_found(self):
        english = self.opened("Warranty", "How long is the warranty?")
        self.assertEqual(self.found("보증 기간"), [english.pk])
        korean = [self.opened("보증 기간", f"보증 기간이 언제까지인가요 {n}") for n in range(3)]
        self.assertEqual(self.found("보증 기간"), [t.pk for t in reversed(korean)])

    def test_a_sentence_is_found_by_what_tells_most_where_nothing_says_all_of_it(self):
        ticket = self.opened("텀블러", "텀블러 뚜껑 고무가 빠져서 물이 새요")
        self.opened("텀블러 세척", "어떻게 닦나요")
        sentence = "텀블러 뚜껑에서 물이 샌다고 지난번에 전화"
        self.assertEqual(self.found(sentence), [ticket.pk])
        self.assertTrue(find(sentence, self.jisu).query.is_loosened)
        self.assertFalse(find("텀블러 뚜껑", self.jisu).query.is_loosened)

    def test_a_guess_is_told(self):
        self.opened("환불 정책", ".")
        self.found("")
        self.assertEqual(find("황불", self.jisu).guesses, [("황불", "환불")])
        self.assertEqual(find("환불", self.jisu).guesses, [])
        self.assertEqual(
            find("황불", self.eve).guesses, []
        )  # that it stands there is told to nobody

    def test_a_word_that_is_not_typed_to_its_end_is_found(self):
        ticket = self.opened("환불 정책", ".")
        for typed in ("화", "환", "환부", "환불 저", "환불 정채"):
            self.assertEqual(self.found(typed, is_typing=True), [ticket.pk], typed)


class SeeingTests(SearchTestCase):
    def test_nobody_finds_what_they_may_not_see(self):
        ticket = self.opened("찻잔", "비밀")
        self.assertEqual(self.found("비밀"), [ticket.pk])
        self.assertEqual(self.found("비밀", self.eve), [])
        ticket.hand_to(self.secret_team, by=self.minho)
        self.secret_team.members.add(self.sora)
        self.assertEqual(self.found("비밀"), [])
        self.assertEqual(self.found("비밀", self.sora), [ticket.pk])

    def test_spam_is_not_found(self):
        ticket = self.opened("찻잔", ".")
        ticket.mark_as_spam(by=self.jisu)
        self.assertEqual(self.found("찻잔"), [])

    def test_no_bytes_break_it(self):
        self.opened("찻잔", ".")
        self.found("")
        for query in ('"', "-", ":", "a:", '"a', "-\"", "*", "a*", "NEAR(", "' OR 1=1", "(", "AND",
                      "\\", "a\\'b", "\x00", "%", "ㅎ", "😀", "status:", "-status:open", "--a",
                      "a" * 5000, "찻잔 " * 500, "before:9999-99", "“찻잔", "tag:\x00",
                      "from:%"):  # fmt: skip
            find(query, self.jisu)
            find(query, self.jisu, is_typing=True, order="best")


class CoverageTests(SearchTestCase):
    def test_what_was_there_before_the_index_is_found_in_time(self):
        tickets = [self.opened(f"찻잔 {n}", ".") for n in range(5)]
        Outdated.objects.all().delete()
        with patch.object(coverage, "STEP", 2):
            self.assertEqual(self.found("찻잔"), [])
            self.cover()
        self.assertEqual(self.found("찻잔"), [t.pk for t in reversed(tickets)])
        self.assertTrue(Coverage.objects.get(kind="ticket").is_whole)

    def test_another_analysis_makes_all_of_it_anew_and_goes_on_where_it_stopped(self):
        ticket = self.opened("찻잔", ".")
        self.found("")
        self.cover()
        self.assertFalse(Remaking.objects.exists())
        with patch.multiple(source, analysis_name=lambda: "next/1"):
            coverage.go_on()
            self.assertIn(ticket.pk, Remaking.objects.values_list("object_id", flat=True))
            self.cover()
            self.assertTrue(Coverage.objects.get(kind="ticket").is_whole)

    def test_everything_is_made_anew_on_request(self):
        self.opened("찻잔", ".")
        self.found("")
        self.cover()
        Document.objects.update(terms="낡은", parts=[["x", 1]])
        self.assertEqual(self.found("찻잔"), [])
        Coverage.begin_again()
        self.cover()
        self.assertEqual(len(self.found("찻잔")), 1)
        self.assertFalse(Coverage.objects.filter(is_anew=True).exists())

    def test_customers_of_the_version_before_are_found_until_they_are_made_anew(self):
        known = Customer.objects.create(brand=self.onnuri, name="한지우")
        Outdated.note("customer", [known.pk])
        index_outdated()
        document = Document.objects.get(kind="customer", object_id=known.pk)
        self.assertIn("customer::한지우", document.terms.split(" "))
        before = document.terms.replace("customer::한지우 ", "")
        Document.objects.filter(pk=document.pk).update(terms=before, analysis="before")
        Coverage.objects.all().delete()
        with patch.object(coverage, "_whole", set()):
            for _ in range(2):
                found = find("한지우", self.jisu, kinds=["customer"]).documents
                self.assertEqual([d.object_id for d in found], [known.pk])
                self.cover()
                index_outdated()
            self.assertEqual(coverage._whole, {("customer", found[0].analysis)})

    def cover(self):
        while coverage.go_on():
            pass
