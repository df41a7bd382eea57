"""A vendor or a department is asked: the ticket stays, their clock runs until they answer."""

from __future__ import annotations

from maru.kit.refusing.refusal import Refusal
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.support.escalations.clock.ringing import ring_due
from maru.support.escalations.handing.giving_back import give_back, take_back
from maru.support.escalations.handing.refused import Unescalatable
from maru.support.escalations.models import Escalation
from maru.support.escalations.tests.cast import VENDOR, EscalatingTestCase
from maru.support.servicelevels.targets import State
from maru.support.servicelevels.tests.promising import HOUR, MINUTE, TEN
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.tests.cast import SideTestCase
from maru.support.sideconversations.writing import write
from maru.support.tickets.choices import Status
from maru.support.tickets.opening import open_ticket


class AskingTests(EscalatingTestCase):
    def setUp(self) -> None:
        self.at(TEN)
        self.row = self.up(self.vendor, words="같은 증상이 알려져 있나요?")

    def answer(self, text: str = "확인했습니다.", **fields) -> None:
        SideTestCase.arrive(self, VENDOR, text, self.row.side.newest.message_id, **fields)  # type: ignore[arg-type]
        self.row.refresh_from_db()

    def test_it_goes_by_mail_and_the_ticket_stays_where_it_is(self):
        sent = Delivery.objects.get().content
        self.assertEqual([(p.name, p.address) for p in sent.to], [("제조사", VENDOR)])
        self.assertIn("같은 증상이", sent.text)
        self.assertNotIn("로그를 볼 사람이", str(sent.as_json()))
        self.assertEqual((self.now().team, self.now().assignee), (self.team, self.jisu))
        self.assertEqual((self.row.owner, self.row.state), (self.jisu, State.RUNNING))

    def test_their_answer_stops_the_clock_and_asking_on_lets_it_run_on(self):
        self.at(TEN + 20 * MINUTE)
        self.answer()
        self.assertEqual((self.row.state, self.row.left), (State.PAUSED, 40 * 60))
        self.assertTrue(self.row.is_answered)
        self.at(TEN + 2 * HOUR)
        self.assertEqual(ring_due(), 0)
        write(self.row.side, "언제 고쳐지나요?", by=self.jisu)
        self.row.refresh_from_db()
        self.assertEqual(self.row.promised_at, TEN + 2 * HOUR + 40 * MINUTE)

    def test_what_a_machine_answers_is_no_answer(self):
        self.at(TEN + 20 * MINUTE)
        self.answer("부재중입니다.", automatic="auto_reply")
        self.assertEqual(self.row.state, State.RUNNING)

    def test_the_clock_is_its_own_whatever_the_customer_does(self):
        self.now().set_status(Status.PENDING, by=self.jisu)
        self.row.refresh_from_db()
        self.assertEqual(self.row.state, State.RUNNING)
        self.at(TEN + HOUR)
        ring_due()
        event = Event.of(self.ticket).get(verb="ticket.escalation_overdue")
        self.assertEqual(event.after["members"], sorted([self.jisu.pk, self.minho.pk]))

    def test_once_the_side_conversation_is_done_it_is_over(self):
        self.row.side.close(by=self.jisu)
        self.row.refresh_from_db()
        self.assertEqual((self.row.outcome, self.row.closed_by), ("answered", self.jisu))

    def test_finished_or_taken_back_with_a_note_the_side_conversation_is_done(self):
        give_back(self.row, "알려진 문제랍니다.", by=self.jisu)
        self.assertTrue(SideConversation.objects.get().is_done)
        self.assertEqual(self.row.outcome, "answered")
        again = self.up(self.vendor, words="다시 여쭙니다.")
        take_back(again, "필요 없어졌습니다.", by=self.jisu)
        self.assertFalse(SideConversation.objects.open().exists())

    def test_a_team_level_above_is_returned_while_a_vendor_is_still_asked(self):
        second = self.up(self.second)
        give_back(second, "답변", by=self.bora)
        self.row.refresh_from_db()
        self.assertFalse(self.row.is_over)

    def test_it_goes_along_where_the_ticket_is_merged(self):
        into = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="같은 문의", text="또",
            team=self.team,
        )  # fmt: skip
        self.now().merge_into(into, by=self.jisu)
        self.answer()
        self.assertEqual((self.row.ticket, self.row.is_answered), (into, True))

    def test_solved_the_clock_is_over(self):
        self.now().solve(by=self.jisu)
        self.row.refresh_from_db()
        self.assertEqual(self.row.outcome, "solved")


class PlaceholderTests(EscalatingTestCase):
    def test_placeholders_are_filled_and_what_is_none_is_refused(self):
        row = self.up(self.vendor, words="{{문의.번호}}번 일로 여쭙니다.")
        self.assertIn(f"{self.ticket.pk}번 일로", row.side.newest.text)
        give_back(row, "끝", by=self.jisu)
        with self.assertRaises(Refusal):
            self.up(self.vendor, words="{{없는것}}")
        self.assertFalse(Escalation.objects.open().exists())


class DepartmentTests(EscalatingTestCase):
    def test_colleagues_who_do_not_see_the_ticket_are_asked_and_answer(self):
        self.at(TEN)
        self.cole.teams.set([self.dev])
        self.hana.teams.clear()
        self.third.way = "department"
        self.third.save()
        row = self.up(self.third, words="재고가 있나요?")
        self.assertEqual(self.now().team, self.team)
        self.at(TEN + 10 * MINUTE)
        write(row.side, "있습니다.", by=self.cole)
        row.refresh_from_db()
        self.assertEqual((row.is_answered, row.left), (True, 50 * 60))


class RefusedTests(EscalatingTestCase):
    def refused(self, **how) -> str:
        with self.assertRaises(Unescalatable) as why:
            self.up(self.vendor, **how)
        self.assertTrue(why.exception.words)
        self.assertFalse(Escalation.objects.exists() or SideConversation.objects.exists())
        return why.exception.code

    def test_nothing_is_asked_without_words(self):
        self.assertEqual(self.refused(words=" "), "words")

    def test_who_may_not_write_outside_asks_no_vendor(self):
        trainee = self.member("train", "새내기", "trainee")
        self.assertEqual(self.refused(words="질문", by=trainee), "not_allowed")

    def test_a_brand_without_a_mailbox_asks_nobody_outside(self):
        self.mailbox.delete()
        self.assertEqual(self.refused(words="질문"), "no_mailbox")
