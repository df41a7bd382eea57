"""Undo send: an answer that has not left becomes a draft again, and nothing of it was."""

from datetime import timedelta
from threading import Barrier, Thread

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from maru.kit.database.leases import claim
from maru.kit.jobs.clock import hold_to_bounds
from maru.records.channels.delivery import LONGEST_HOLD, DeliveryState
from maru.records.channels.dispatch import LEASE, send_again, settle_abandoned
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.files import NewFile
from maru.support.tickets.models import Attachment, Draft, Habits, Message, PendingFile
from maru.support.tickets.taking_back import TooLate
from maru.support.tickets.tests.cast import LiveSupportTestCase, SupportTestCase
from maru.support.tickets.tests.test_road import mail


def claimed():
    """Claim what is due, as a worker does; return how many."""
    rows = Delivery.objects.filter(state=DeliveryState.QUEUED)
    changes = {"state": DeliveryState.SENDING, "is_untouched": False}
    return len(claim(rows, limit=9, lease=LEASE, **changes))


HTMX = {"HX-Request": "true"}
WAIT = timedelta(seconds=30)
FILE = NewFile("견적서.pdf", "application/pdf", 9, "a" * 64)


class TakingBackTests(SupportTestCase):
    def sent(self, text="내일 보내 드리겠습니다.", **more):
        return self.ticket.reply(text, by=self.jisu, wait=WAIT, **more)

    def test_its_words_files_and_status_are_a_draft_again(self):
        self.jisu.signature = "최지수 드림"
        message = self.sent(status=Status.SOLVED, files=[FILE])
        draft = self.ticket.take_back(message, by=self.jisu)
        self.assertEqual((draft.text, draft.then), ("내일 보내 드리겠습니다.", Status.SOLVED))
        self.assertEqual([file.name for file in draft.files.all()], ["견적서.pdf"])
        self.assertFalse(Message.objects.filter(direction=Direction.TO_CUSTOMER).exists())
        self.assertFalse(Delivery.objects.exists())
        self.assertFalse(Attachment.objects.exists())

    def test_the_ticket_is_as_it_was(self):
        before = (self.ticket.status, self.ticket.last_public_id, self.ticket.first_answered_at)
        self.ticket.take_back(self.sent(status=Status.SOLVED), by=self.jisu)
        self.ticket.refresh_from_db()
        after = (self.ticket.status, self.ticket.last_public_id, self.ticket.first_answered_at)
        self.assertEqual(after, before)
        self.assertIsNone(self.ticket.solved_at)

    def test_one_that_opened_a_solved_ticket_leaves_it_solved_since_then(self):
        self.ticket.solve(by=self.jisu)
        solved_at = self.ticket.solved_at
        self.ticket.take_back(self.sent(status=Status.OPEN), by=self.jisu)
        self.ticket.refresh_from_db()
        self.assertEqual((self.ticket.status, self.ticket.solved_at), (Status.SOLVED, solved_at))

    def test_spam_is_spam_again(self):
        self.ticket.mark_as_spam(by=self.jisu)
        self.ticket.take_back(self.sent(), by=self.jisu)
        self.ticket.refresh_from_db()
        self.assertTrue(self.ticket.is_spam)

    def test_what_somebody_changed_since_stays(self):
        message = self.sent(status=Status.PENDING)
        self.ticket.set_status(Status.ON_HOLD, by=self.minho)
        self.ticket.take_back(message, by=self.jisu)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.status, Status.ON_HOLD)

    def test_what_the_customer_wrote_meanwhile_stays_and_is_the_newest(self):
        message = self.sent(status=Status.PENDING)
        came = self.mail_in(mail("그리고 하나 더요", subject=f"Re: [#{self.ticket.pk}]"))
        if came.ticket_id != self.ticket.pk:
            self.ticket = came.ticket  # threaded elsewhere: the answer goes all the same
        self.ticket.take_back(message, by=self.jisu)
        self.assertTrue(Message.objects.filter(pk=came.pk).exists())
        self.assertFalse(Message.objects.filter(pk=message.pk).exists())

    def test_the_history_says_so_and_repeats_no_word(self):
        message = self.sent("비밀스러운 말", status=Status.PENDING)
        self.ticket.take_back(message, by=self.jisu)
        verbs = list(Event.of(self.ticket).values_list("verb", flat=True))
        self.assertEqual(
            verbs[-4:],
            ["ticket.replied", "ticket.status", "ticket.taken_back", "ticket.status"],
        )
        told = Event.of(self.ticket).get(verb="ticket.taken_back")
        self.assertEqual((told.actor_id, told.before), (self.jisu.pk, {"message": message.pk}))

    def test_once_a_worker_has_claimed_it_it_is_too_late(self):
        message = self.ticket.reply("보냅니다.", by=self.jisu)
        claimed()
        with self.assertRaises(TooLate):
            self.ticket.take_back(message, by=self.jisu)
        self.assertTrue(Message.objects.filter(pk=message.pk).exists())
        self.assertFalse(Draft.objects.exists())

    def test_what_a_dead_worker_had_claimed_is_not_taken_back(self):
        message = self.ticket.reply("보냅니다.", by=self.jisu)
        claimed()
        Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        settle_abandoned()
        message.refresh_from_db()
        self.assertEqual(message.delivery.state, DeliveryState.QUEUED)  # it goes again
        with self.assertRaises(TooLate):
            self.ticket.take_back(message, by=self.jisu)

    def test_what_is_sent_once_more_is_not_taken_back(self):
        message = self.sent()
        Delivery.objects.update(state=DeliveryState.UNKNOWN)
        send_again(message.delivery, by=self.jisu)
        with self.assertRaises(TooLate):
            self.ticket.take_back(message, by=self.jisu)

    def test_nobody_takes_back_what_another_said(self):
        with self.assertRaises(PermissionDenied):
            self.ticket.take_back(self.sent(), by=self.minho)

    def test_what_was_begun_since_comes_after_it_and_a_note_makes_it_a_note(self):
        for direction in (Direction.TO_CUSTOMER, Direction.INTERNAL):
            message = self.sent("먼저")
            Draft.keep(self.ticket, self.jisu, "나중", direction)
            draft = self.ticket.take_back(message, by=self.jisu)
            self.assertEqual((draft.text, draft.direction), ("먼저\n\n나중", direction))

    def test_an_answer_that_follows_does_not_name_it(self):
        message = self.sent()
        other = self.ticket.reply("저도 답합니다.", by=self.minho)
        self.assertNotIn(message.message_id, other.delivery.content.references)

    def test_it_does_not_leave_before_its_time(self):
        self.sent()
        self.assertEqual(claimed(), 0)
        Delivery.objects.update(due_at=timezone.now())
        self.assertEqual(claimed(), 1)

    def test_a_clock_that_was_set_back_keeps_it_no_longer(self):
        self.sent()
        ahead = timezone.now() + timedelta(hours=1)
        Delivery.objects.update(created_at=ahead, due_at=ahead + WAIT)
        hold_to_bounds()
        due_at = Delivery.objects.get().due_at
        self.assertLess(due_at, timezone.now() + LONGEST_HOLD + timedelta(seconds=5))

    def test_files_of_a_draft_are_kept_as_long_as_it_is(self):
        from maru.support.tickets.pending_file import forget_unused

        draft = self.ticket.take_back(self.sent(files=[FILE]), by=self.jisu)
        PendingFile.objects.update(created_at=timezone.now() - timedelta(days=9))
        forget_unused()
        Draft.keep(self.ticket, self.jisu, "", draft.direction)
        self.assertEqual(draft.files.count(), 1)


class ClaimedOrTakenBackTests(LiveSupportTestCase):
    """D6: of a worker and the author who act at one moment, one is told that it is too late."""

    def race(self):
        message = self.ticket.reply("보냅니다.", by=self.jisu)
        start, found = Barrier(2), {}

        def take_back():
            try:
                start.wait()
                self.ticket.take_back(message, by=self.jisu)
                found["taken_back"] = True
            except TooLate:
                found["taken_back"] = False
            finally:
                connection.close()

        def work():
            try:
                start.wait()
                found["claimed"] = claimed()
            finally:
                connection.close()

        threads = [Thread(target=take_back), Thread(target=work)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return message, found

    def test_it_is_either_sent_or_a_draft(self):
        for _turn in range(12):
            message, found = self.race()
            is_there = Message.objects.filter(pk=message.pk).exists()
            self.assertNotEqual(found["taken_back"], bool(found["claimed"]))
            self.assertEqual(is_there, bool(found["claimed"]))
            self.assertEqual(Draft.objects.exists(), found["taken_back"])
            Draft.objects.all().delete()
            Delivery.objects.update(state=DeliveryState.SENT)


@override_settings(UNDO_SEND=10)
class PageTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def write(self, text="내일 보내 드리겠습니다.", **fields):
        seen = self.ticket.last_public_id
        data = {"mode": "reply", "text": text, "seen": seen, "shown": seen, **fields}
        answer = self.client.post(f"{self.page}messages/", data, headers=HTMX)
        self.ticket.refresh_from_db()
        return answer

    def undo(self, message, **fields):
        path = f"{self.page}messages/{message.pk}/sending/"
        return self.client.post(path, {"undo": "1", **fields}, headers=HTMX)

    def answer(self):
        return Message.objects.filter(direction=Direction.TO_CUSTOMER).latest("id")

    def test_an_answer_waits_and_the_page_offers_the_way_back(self):
        shown = self.write()
        self.assertContains(shown, "되돌리기")
        self.assertContains(shown, "보내는 중")
        self.assertEqual(claimed(), 0)
        self.assertContains(self.client.get(self.page), 'data-key="z"')

    def test_it_waits_for_nobody_who_does_not_want_it_or_where_it_is_off(self):
        Habits.objects.create(member=self.jisu, undo_send=False)
        self.assertNotContains(self.write(), "되돌리기")
        Habits.objects.update(undo_send=True)
        with self.settings(UNDO_SEND=0):
            self.assertNotContains(self.write(), "되돌리기")
        self.assertEqual(claimed(), 2)

    def test_a_colleague_sees_that_it_is_being_sent_and_cannot_take_it_back(self):
        self.write()
        self.client.force_login(self.minho)
        page = self.client.get(self.page)
        self.assertContains(page, "보내는 중")
        self.assertNotContains(page, 'data-key="z"')
        self.assertEqual(self.undo(self.answer()).status_code, 404)

    def test_taken_back_it_stands_in_the_composer_again(self):
        upload = SimpleUploadedFile("견적서.pdf", b"%PDF-1.4 text")
        self.write(then="solved", attached=upload)
        back = self.undo(self.answer())
        self.assertContains(back, ">내일 보내 드리겠습니다.</textarea>")
        self.assertContains(back, 'name="then" value="solved"')
        self.assertContains(back, "보내고 해결")
        key = PendingFile.objects.get().key
        self.assertContains(back, f'name="kept" value="{key}"')
        self.write(kept=key)
        self.assertEqual(self.answer().attachments.get().name, "견적서.pdf")
        self.assertFalse(PendingFile.objects.exists())

    def test_what_was_typed_and_chosen_since_comes_along(self):
        self.write("먼저")
        upload = SimpleUploadedFile("또.txt", b"1")
        back = self.undo(self.answer(), text="나중", mode="reply", attached=upload)
        self.assertContains(back, ">먼저\n\n나중</textarea>")
        self.assertEqual(Draft.objects.get().files.get().name, "또.txt")

    def test_too_late_is_said_and_the_draft_stays_as_it_is(self):
        self.write()
        Delivery.objects.update(state=DeliveryState.SENDING, is_untouched=False)
        self.assertContains(self.undo(self.answer()), "이미 보냈어요", status_code=409)
        self.assertFalse(Draft.objects.exists())

    def test_a_page_that_shows_it_is_shown_anew(self):
        self.write()
        message = self.answer()
        asked = {"shown": message.pk, "sending": message.pk}
        told = self.client.get(f"{self.page}messages/", asked, headers=HTMX)
        self.assertContains(told, f'id="delivery-{message.pk}"')
        self.undo(message)
        told = self.client.get(f"{self.page}messages/", asked, headers=HTMX)
        self.assertNotContains(told, f"message-{message.pk}")
        self.assertContains(told, '<div id="thread" hx-swap-oob="innerHTML">')
        self.assertContains(told, "보내기 전에 되돌림")

    def test_a_page_whose_last_message_is_gone_tells_only_what_came_since(self):
        self.write()
        message = self.answer()
        self.undo(message)
        told = self.client.get(f"{self.page}messages/", {"shown": message.pk}, headers=HTMX)
        self.assertEqual(told.status_code, 200)

    def test_without_a_script_it_leads_to_the_composer(self):
        self.write()
        path = f"{self.page}messages/{self.answer().pk}/sending/"
        answer = self.client.post(path, {"undo": "1"})
        self.assertRedirects(answer, f"{self.page}#composer", fetch_redirect_response=False)
        self.assertContains(self.client.get(self.page), "내일 보내 드리겠습니다.</textarea>")

    def test_a_file_is_taken_off_the_draft_and_one_of_another_is_not_found(self):
        self.write(attached=SimpleUploadedFile("견적서.pdf", b"%PDF-1.4 text"))
        self.undo(self.answer())
        path = f"{self.page}draft/files/{PendingFile.objects.get().key}/"
        self.client.force_login(self.minho)
        self.assertEqual(self.client.delete(path).status_code, 404)
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.delete(path).status_code, 200)
        self.assertFalse(PendingFile.objects.exists())

    def test_a_file_that_another_window_sent_stops_the_answer_and_keeps_its_words(self):
        stopped = self.write("두 번째 창", kept="gone")
        self.assertEqual(stopped.status_code, 422)
        self.assertEqual(Draft.objects.get().text, "두 번째 창")

    def test_everybody_chooses_it_for_themselves(self):
        self.client.post("/profile/habits/", {"after_done": "next"})
        self.assertFalse(Habits.of(self.jisu).undo_send)
        self.client.post("/profile/habits/", {"undo_send": "on", "after_done": "next"})
        self.assertTrue(Habits.of(self.jisu).undo_send)
        self.assertContains(self.client.get("/profile/"), "/profile/habits/")
