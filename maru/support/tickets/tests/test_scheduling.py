"""An answer that leaves later: once, at its time, unless something happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import time_machine
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.composing import Unreachable
from maru.support.tickets.handing_over import hand_over
from maru.support.tickets.models import Draft, Message, PendingFile, ScheduledAnswer, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.replying import Collision
from maru.support.tickets.scheduling.deciding import reschedule, send_at_once, take_to_draft
from maru.support.tickets.scheduling.holding import hold_after_restore
from maru.support.tickets.scheduling.leaving import send_due
from maru.support.tickets.scheduling.refused import Gone, NotYours
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase
from maru.support.tickets.tests.mails import mail

HTMX = {"HX-Request": "true"}
HOUR = timedelta(hours=1)


class ScheduledTestCase(SupportTestCase):
    def setUp(self) -> None:
        self.at = timezone.now() + HOUR

    def schedule(self, text: str = "내일 출발합니다.", **given: object) -> ScheduledAnswer:
        given = {"by": self.jisu, "at": self.at, **given}
        return self.ticket.schedule(text, **given)  # type: ignore[arg-type]

    def pass_time(self, ahead: timedelta = timedelta(seconds=1)) -> None:
        """Let the time of what waits come, and the sweep look twice."""
        with time_machine.travel(self.at + ahead, tick=False):
            send_due()
            send_due()

    def answers(self) -> list[str]:
        rows = Message.objects.filter(ticket=self.ticket, direction=Direction.TO_CUSTOMER)
        return list(rows.values_list("text", flat=True))

    def why(self, row: ScheduledAnswer) -> str:
        row.refresh_from_db()
        return row.because

    def told(self) -> list[int]:
        rows = apps.get_model("notifications", "Notification").objects.filter(reason="held")
        return list(rows.values_list("member", flat=True))


class LeavingTests(ScheduledTestCase):
    def test_it_leaves_once_at_its_time_with_its_status_and_not_before(self):
        self.schedule("{{customer.name}}님, 내일 출발합니다.", status="pending")
        self.assertEqual(send_due(), 0)
        self.assertEqual(self.answers(), [])
        self.pass_time()
        self.assertEqual(self.answers(), ["김하늘님, 내일 출발합니다."])
        self.assertEqual(Delivery.objects.count(), 1)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Status.PENDING)
        self.assertFalse(ScheduledAnswer.objects.exists())
        replied = Event.of(self.ticket).get(verb="ticket.replied")
        self.assertEqual(
            (replied.actor_id, replied.cause.verb), (self.jisu.pk, "ticket.answer_left")
        )

    def test_a_clock_that_jumps_ahead_and_back_sends_it_once(self):
        self.schedule()
        self.pass_time(timedelta(days=1))
        self.pass_time(-2 * HOUR)
        self.pass_time()
        self.assertEqual(len(self.answers()), 1)

    def test_its_files_and_pictures_go_along_though_days_have_passed(self):
        file = PendingFile.keep(SimpleUploadedFile("a.txt", b"a"), by=self.jisu)
        self.schedule(files=PendingFile.take([file.key], by=self.jisu))
        with time_machine.travel(self.at + timedelta(days=3), tick=False):
            from maru.support.tickets.pending_file import forget_unused

            forget_unused()
        self.pass_time(timedelta(days=3))
        (message,) = Message.objects.filter(direction=Direction.TO_CUSTOMER)
        self.assertEqual([each.name for each in message.attachments.all()], ["a.txt"])
        self.assertFalse(PendingFile.objects.exists())

    def test_nothing_counts_as_answered_until_it_left(self):
        self.schedule()
        self.ticket.refresh_from_db()
        self.assertIsNone(self.ticket.first_answered_at)
        self.assertEqual(self.ticket.messages.filter(direction=Direction.TO_CUSTOMER).count(), 0)

    def test_what_could_not_be_sent_now_is_refused_now(self):
        with self.assertRaises(Collision):
            newer = self.ticket.reply("먼저", by=self.minho)
            self.schedule(seen=newer.pk - 1)
        self.kim.contact_points.all().delete()
        self.ticket.messages.all().update(from_address="")
        with self.assertRaises(Unreachable):
            self.schedule()
        self.assertFalse(ScheduledAnswer.objects.exists())


class HeldTests(ScheduledTestCase):
    def test_a_customer_s_word_holds_it_and_its_author_is_told_at_once(self):
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        row = self.schedule()
        self.mail_in(mail("벌써 왔어요!", In_Reply_To=f"<{ours.message_id}>"))
        self.assertEqual((self.why(row), self.told()), ("newer", [self.jisu.pk]))
        self.pass_time()
        self.assertEqual(self.answers(), [ours.text])

    def test_a_machine_s_word_and_a_copy_do_not_hold_it(self):
        ours = self.ticket.reply("알아볼게요.", by=self.jisu)
        row = self.schedule()
        self.mail_in(
            mail("부재중", In_Reply_To=f"<{ours.message_id}>", Auto_Submitted="auto-replied")
        )
        first = self.ticket.messages.earliest("id")
        copy = Message.objects.create(ticket=self.ticket, direction="in", copy_of=first)
        Event.record("ticket.received", self.ticket, after={"message": copy.pk})
        self.assertEqual(self.why(row), "")
        self.pass_time()
        self.assertEqual(len(self.answers()), 2)

    def test_a_colleague_s_answer_holds_it_and_one_s_own_does_not(self):
        row = self.schedule()
        self.ticket.reply("우선 한마디", by=self.jisu)
        self.assertEqual(self.why(row), "")
        self.ticket.reply("제가 답할게요", by=self.minho)
        self.assertEqual(self.why(row), "newer")

    def test_one_s_own_answer_before_it_does_not_keep_it_from_leaving(self):
        self.schedule()
        self.ticket.reply("우선 한마디", by=self.jisu)
        self.pass_time()
        self.assertEqual(len(self.answers()), 2)

    def test_two_of_one_author_both_leave(self):
        self.schedule("첫째")
        self.schedule("둘째")
        self.pass_time()
        self.assertEqual(len(self.answers()), 2)

    def test_solving_spam_and_merging_hold_it(self):
        row = self.schedule()
        self.ticket.solve(by=self.minho)
        self.assertEqual((self.why(row), self.told()), ("done", [self.jisu.pk]))
        spam = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="b", text="b"
        )
        other = spam.schedule("b", by=self.jisu, at=self.at)
        spam.mark_as_spam(by=self.minho)
        self.assertEqual(self.why(other), "spam")
        merged = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="c", text="c"
        )
        third = merged.schedule("c", by=self.jisu, at=self.at)
        merged.merge_into(self.ticket, by=self.minho)
        self.assertEqual((self.why(third), third.ticket_id), ("merged", self.ticket.pk))
        merged.unmerge(by=self.minho)
        self.assertEqual((self.why(third), third.ticket_id), ("merged", merged.pk))
        self.pass_time()
        self.assertEqual(Delivery.objects.count(), 0)

    def test_on_a_ticket_that_was_done_already_it_leaves(self):
        self.ticket.solve(by=self.jisu)
        self.schedule("잘 쓰고 계신가요?", status="solved")
        self.pass_time()
        self.assertEqual(len(self.answers()), 1)

    def test_who_does_it_oneself_is_not_told(self):
        row = self.schedule()
        self.ticket.solve(by=self.jisu)
        self.assertEqual((self.why(row), self.told()), ("done", []))

    def test_of_whoever_left_it_is_held_and_who_has_the_ticket_is_told(self):
        self.ticket.assign(self.jisu, by=self.sora)
        row = self.schedule()
        hand_over(self.jisu, to=self.minho, by=self.sora)
        self.jisu.deactivate(by=self.sora)
        self.assertEqual((self.why(row), self.told()), ("left", [self.minho.pk]))

    def test_who_was_locked_out_without_a_word_sends_nothing(self):
        self.ticket.assign(self.minho, by=self.sora)
        row = self.schedule()
        self.jisu.deactivate(by=self.sora)
        self.pass_time()
        self.assertEqual((self.why(row), self.told()), ("left", [self.minho.pk]))

    def test_who_may_not_see_the_ticket_any_more_sends_nothing(self):
        row = self.schedule()
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.pass_time()
        self.assertEqual((self.why(row), self.answers()), ("left", []))

    def test_a_gap_that_came_meanwhile_holds_it(self):
        row = self.schedule("{{ticket.team}}입니다.")
        self.ticket.hand_to(None, by=self.sora)
        self.pass_time()
        self.assertEqual(self.why(row), "gaps")

    def test_after_a_restore_nothing_leaves_by_itself(self):
        row = self.schedule()
        self.assertEqual(hold_after_restore(timezone.now()), 1)
        self.pass_time()
        self.assertEqual((self.why(row), self.answers()), ("restored", []))

    def test_one_that_fails_keeps_no_other_from_leaving(self):
        first = self.schedule("첫째", at=self.at - HOUR / 2)
        ScheduledAnswer.objects.filter(pk=first.pk).update(along={"macros": []})
        self.schedule("둘째")
        with self.assertLogs("maru.support.tickets.scheduling.leaving"):
            self.pass_time()
        self.assertEqual((self.why(first), self.answers()), ("failed", ["둘째"]))


class DecidingTests(ScheduledTestCase):
    def test_a_held_one_waits_again_and_leaves(self):
        row = self.schedule()
        self.ticket.reply("제가 답할게요", by=self.minho)
        self.ticket.refresh_from_db()
        with self.assertRaises(Collision):
            reschedule(row, by=self.jisu, send_at=self.at, seen=1)
        reschedule(row, by=self.jisu, send_at=self.at, seen=self.ticket.to_be_seen)
        self.pass_time()
        self.assertEqual(len(self.answers()), 2)

    def test_it_is_sent_at_once_by_its_author_alone(self):
        row = self.schedule()
        with self.assertRaises(NotYours):
            send_at_once(row, by=self.minho)
        message = send_at_once(row, by=self.jisu)
        self.assertEqual(message.member, self.jisu)
        with self.assertRaises(Gone):
            send_at_once(row, by=self.jisu)
        self.pass_time()
        self.assertEqual(len(self.answers()), 1)

    def test_it_goes_back_to_the_draft_before_what_was_begun_since_with_its_files(self):
        file = PendingFile.keep(SimpleUploadedFile("a.txt", b"a"), by=self.jisu)
        row = self.schedule(files=PendingFile.take([file.key], by=self.jisu), status="solved")
        Draft.keep(self.ticket, self.jisu, "또 하나", Direction.TO_CUSTOMER)
        draft = take_to_draft(row, by=self.jisu)
        self.assertEqual(draft.text, "내일 출발합니다.\n\n또 하나")
        self.assertEqual([each.name for each in draft.files.all()], ["a.txt"])
        self.assertEqual(draft.then, "solved")
        self.pass_time()
        self.assertEqual((self.answers(), self.told()), ([], []))

    def test_a_colleague_takes_it_over_and_its_author_is_told(self):
        draft = take_to_draft(self.schedule(), by=self.minho)
        self.assertEqual((draft.member, self.told()), (self.minho, [self.jisu.pk]))


class PageTests(ScheduledTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def write(
        self, text: str = "내일 출발합니다.", *, headers: dict[str, str] = HTMX, **fields: object
    ):
        seen = Ticket.objects.get(pk=self.ticket.pk).to_be_seen
        data = {"mode": "reply", "text": text, "seen": seen, "shown": seen, **fields}
        return self.client.post(f"{self.page}messages/", data, headers=headers)

    def test_it_stands_below_the_conversation_for_everybody_who_sees_the_ticket(self):
        answer = self.write("<b>내일</b>", send_words="내일 오전 9시", later_then="solved")
        self.assertContains(answer, 'id="scheduled"')
        row = ScheduledAnswer.objects.get()
        self.assertEqual((row.then, timezone.localtime(row.send_at).hour), ("solved", 9))
        self.client.force_login(self.minho)
        page = self.client.get(self.page)
        self.assertContains(page, "&lt;b&gt;내일&lt;/b&gt;")
        self.assertContains(page, "내 초안으로 넘겨받기")
        self.assertNotContains(page, "지금 보내기")

    def test_words_in_the_field_never_send_at_once(self):
        self.write(send_words="3시간 뒤", then="solved")
        self.assertEqual(Delivery.objects.count(), 0)
        self.assertEqual(ScheduledAnswer.objects.count(), 1)

    def test_a_time_that_passed_or_is_no_time_is_refused_in_words(self):
        for words in ("2020-01-01T09:00", "언젠가"):
            answer = self.write(send_words=words)
            self.assertEqual(answer.status_code, 422)
        self.assertEqual(self.write(send_later="1").status_code, 422)
        self.assertFalse(ScheduledAnswer.objects.exists())
        self.assertEqual(Draft.objects.get().text, "내일 출발합니다.")

    def test_what_is_asked_about_first_is_scheduled_by_the_second_decision(self):
        self.ticket.hand_to(None, by=self.sora)
        answer = self.write("{{ticket.team}}입니다.", send_at=self.at.isoformat())
        self.assertContains(answer, "send_at_asked", status_code=422)
        self.write("{{ticket.team}}입니다.", send_at_asked=self.at.isoformat(), empty_anyway="1")
        self.assertTrue(ScheduledAnswer.objects.get().has_gaps)

    def test_what_came_meanwhile_is_shown_first_and_the_time_is_kept(self):
        seen = self.ticket.last_public_id
        self.ticket.reply("먼저", by=self.minho)
        answer = self.write(seen=seen, send_at=self.at.isoformat())
        self.assertContains(answer, "send_at_asked", status_code=409)
        self.assertFalse(ScheduledAnswer.objects.exists())

    def test_it_is_put_off_sent_and_taken_back_on_the_page(self):
        self.write(send_at=self.at.isoformat())
        row = ScheduledAnswer.objects.get()
        place = f"{self.page}scheduled/{row.pk}/"
        self.assertEqual(
            self.client.post(place, {"send_words": "2020-01-01T09:00"}, headers=HTMX).status_code,
            422,
        )
        self.client.post(place, {"send_words": "2시간 뒤"}, headers=HTMX)
        row.refresh_from_db()
        self.assertGreater(row.send_at, self.at)
        back = self.client.delete(place, headers=HTMX)
        self.assertContains(back, "내일 출발합니다.")
        self.assertContains(back, 'id="composer"')
        self.write(send_at=self.at.isoformat())
        row = ScheduledAnswer.objects.get()
        self.client.post(f"{self.page}scheduled/{row.pk}/sending/", {"scheduled_seen": row.seen},
                         headers=HTMX)  # fmt: skip
        self.assertEqual(len(self.answers()), 1)

    def test_what_is_newer_than_the_page_stops_sending_it_now(self):
        row = self.schedule()
        seen = self.ticket.last_public_id
        self.ticket.reply("먼저", by=self.minho)
        answer = self.client.post(f"{self.page}scheduled/{row.pk}/sending/",
                                  {"scheduled_seen": seen}, headers=HTMX)  # fmt: skip
        self.assertEqual(answer.status_code, 409)
        self.assertEqual(self.answers(), ["먼저"])

    def test_solving_asks_first_and_the_list_and_the_day_show_it(self):
        self.ticket.assign(self.jisu, by=self.sora)
        row = self.schedule()
        asked = self.client.post(f"{self.page}solution/", headers=HTMX)
        self.assertContains(asked, "최지수", status_code=422)
        self.assertContains(self.client.get("/?view=mine"), "답변 예약")
        self.assertContains(self.client.get("/my-day/"), f"#scheduled-{row.pk}")

    def test_whoever_may_not_answer_may_not_decide(self):
        row = self.schedule()
        colleague = self.member("analyst", "분석", Role.ANALYST)
        self.client.force_login(colleague)
        for answer in (
            self.client.post(f"{self.page}scheduled/{row.pk}/sending/"),
            self.client.delete(f"{self.page}scheduled/{row.pk}/"),
        ):
            self.assertEqual(answer.status_code, 404)


class AtOnceTests(LiveSupportTestCase):
    def at_once(self, *works: Callable[[], object]) -> None:
        begin = Barrier(len(works))

        def run(work: Callable[[], object]) -> None:
            try:
                begin.wait(60)
                work()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(works)) as pool:
            for each in [pool.submit(run, work) for work in works]:
                each.result(60)

    def test_of_several_workers_one_sends_each_or_a_person_takes_it_back(self):
        now = timezone.now()
        rows = [self.ticket.schedule(str(n), by=self.jisu, at=now) for n in range(4)]
        taken: list[object] = []

        def take() -> None:
            try:
                taken.append(take_to_draft(rows[0], by=self.jisu))
            except Gone as gone:
                taken.append(gone)

        self.at_once(send_due, send_due, send_due, take)
        said = Message.objects.filter(direction=Direction.TO_CUSTOMER).values_list(
            "text", flat=True
        )
        was_sent = isinstance(taken[0], Gone)
        self.assertEqual(sorted(said), ["0", "1", "2", "3"][not was_sent :])
        self.assertEqual(Delivery.objects.count(), len(said))
