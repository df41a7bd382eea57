"""Who is told what, once, in the desk: in the transaction of what happened."""

from __future__ import annotations

from datetime import timedelta

from django.core import mail as mails
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.notifications.digest import next_morning
from maru.support.notifications.forgetting import KEPT, forget_old
from maru.support.notifications.lines import lines_of
from maru.support.notifications.mailing import mail_due, mail_nothing_of_before
from maru.support.notifications.mailing_digests import mail_digests
from maru.support.notifications.models import Digest, Notification, Wish
from maru.support.notifications.notification import unread_count
from maru.support.notifications.wish import choose
from maru.support.tickets.models import Notice, Ticket
from maru.support.tickets.reading.seen import see
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail


class NotifyingTestCase(SupportTestCase):
    def told(self, member: Member) -> list[str]:
        rows = Notification.objects.visible_to(member).order_by("id")
        return list(rows.values_list("reason", flat=True))


class NotifyingTests(NotifyingTestCase):
    def test_each_reason_tells_whom_it_concerns_and_never_who_did_it(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.ticket.follow(self.sora, by=self.minho)
        ours = self.ticket.reply("알아볼게요.", by=self.minho)
        self.mail_in(mail("언제 오나요?", In_Reply_To=f"<{ours.message_id}>"))
        self.ticket.note("@박민호 봐 주세요", by=self.jisu)
        self.assertEqual(self.told(self.jisu), ["assigned", "colleague", "answered"])
        self.assertEqual(self.told(self.sora), ["asked", "followed", "followed", "followed"])
        self.assertEqual(self.told(self.minho), ["mentioned"])

    def test_of_several_reasons_the_one_that_weighs_most_counts_once(self):
        self.ticket.assign(self.minho, by=self.minho)
        self.ticket.follow(self.minho, by=self.minho)
        self.ticket.note("@박민호 @교환·환불팀", by=self.jisu)
        self.assertEqual(self.told(self.minho), ["mentioned"])

    def test_a_team_that_is_mentioned_is_each_of_it(self):
        self.ticket.note("@교환·환불팀", by=self.jisu)
        for member in (self.minho, self.sora):
            self.assertEqual(self.told(member), ["mentioned"])
        self.assertEqual(self.told(self.jisu), [])
        self.assertEqual(self.told(self.cole), [])  # of that team, but not asked

    def test_whom_a_note_asks_is_told_once(self):
        self.ticket.note("@고물류 재고?", by=self.jisu)
        self.assertEqual(self.told(self.cole), ["mentioned"])

    def test_a_machine_and_spam_tell_nobody(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        ours = self.ticket.reply("네.", by=self.jisu)
        self.mail_in(
            mail("부재중", Auto_Submitted="auto-replied", In_Reply_To=f"<{ours.message_id}>")
        )
        Ticket.objects.update(is_spam=True)
        self.ticket.note("@박민호", by=self.jisu)
        self.assertEqual((self.told(self.jisu), self.told(self.minho)), ([], []))

    def test_who_may_not_see_it_is_not_told_when_it_is_made_nor_when_it_is_shown(self):
        self.ticket.note("@박민호", by=self.jisu)
        self.assertEqual(unread_count(self.minho), 1)
        self.secret_team.members.add(self.sora)
        self.ticket.hand_to(self.secret_team, by=self.sora)
        minho = Member.objects.get(pk=self.minho.pk)
        self.assertEqual((self.told(minho), unread_count(minho)), ([], 0))
        self.assertEqual(lines_of(Notification.objects.filter(member=minho), minho), [])
        self.ticket.note("@박민호", by=self.sora)
        self.assertEqual(Notification.objects.filter(member=minho).count(), 1)

    def test_what_is_undone_was_not_told(self):
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            self.ticket.assign(self.minho, by=self.jisu)
            raise ZeroDivisionError
        self.assertFalse(Notification.objects.exists())

    def test_ten_answers_are_one_line(self):
        for number in range(10):
            self.ticket.assign(self.minho, by=self.jisu)
            self.ticket.note(f"메모 {number}", by=self.jisu)
        rows = Notification.objects.filter(member=self.minho).order_by("-id")
        [line] = lines_of(rows, self.minho)
        self.assertEqual((line.unread, unread_count(self.minho)), (11, 1))
        self.assertIn("맡겼어요", line.said)

    def test_reading_the_ticket_reads_them_up_to_what_was_in_sight(self):
        self.ticket.note("@박민호 하나", by=self.jisu)
        first = self.ticket.messages.latest("id").pk
        self.ticket.note("@박민호 둘", by=self.jisu)
        see(self.ticket.pk, self.minho, first)
        self.assertEqual(Notification.objects.visible_to(self.minho).unread().count(), 1)
        see(self.ticket.pk, self.minho)
        self.assertEqual(unread_count(self.minho), 0)

    def test_after_three_months_they_are_forgotten(self):
        self.ticket.note("@박민호", by=self.jisu)
        self.assertEqual(forget_old(), 0)
        Notification.objects.update(created_at=timezone.now() - KEPT * 1.01)
        self.assertEqual(forget_old(), 1)


class ChoosingTests(NotifyingTestCase):
    def test_what_is_not_wanted_is_not_told(self):
        choose(self.minho, {"mentioned": {"desk": False}})
        self.ticket.note("@박민호", by=self.jisu)
        self.assertFalse(Notification.objects.exists())

    def test_a_team_s_tickets_are_told_to_who_asked_for_it(self):
        choose(self.minho, {"team": {"desk": True}})
        self.ticket.hand_to(None, by=self.jisu)
        self.ticket.hand_to(self.team, by=self.jisu)
        self.assertEqual((self.told(self.minho), self.told(self.sora)), (["team"], []))

    def test_choosing_leaves_one_event_and_nothing_where_nothing_differs(self):
        choose(self.minho, {"mentioned": {"desk": True, "mail": True}})
        choose(self.minho, {"mentioned": {"mail": True}})
        [event] = Event.objects.filter(verb="notification_wishes.changed")
        self.assertEqual(event.after, {"mentioned mail": True})
        self.assertEqual(Wish.objects.count(), 1)


class MailingTests(NotifyingTestCase):
    def setUp(self) -> None:
        choose(self.minho, {"mentioned": {"mail": True, "digest": True}})

    def test_one_mail_of_a_ticket_and_none_of_what_was_read(self):
        self.ticket.note("@박민호 하나", by=self.jisu)
        self.ticket.note("@박민호 둘", by=self.jisu)
        self.assertEqual((mail_due(), mail_due()), (2, 0))
        [notice] = Notice.objects.all()
        self.assertEqual((notice.member, notice.occasion), (self.minho, "mention"))
        self.ticket.note("@박민호 셋", by=self.jisu)
        see(self.ticket.pk, self.minho)
        mail_due()
        self.assertEqual(Notice.objects.count(), 1)

    def test_who_lost_sight_of_it_meanwhile_gets_no_mail(self):
        self.ticket.note("@박민호", by=self.jisu)
        self.ticket.hand_to(self.secret_team, by=self.sora)
        mail_due()
        self.assertFalse(Notice.objects.exists())

    def test_an_answer_that_may_be_taken_back_is_not_mailed_of_yet(self):
        choose(self.minho, {"colleague": {"mail": True}})
        self.ticket.assign(self.minho, by=self.minho)
        answer = self.ticket.reply("네.", by=self.jisu, wait=timedelta(minutes=5))
        self.assertEqual(mail_due(), 0)
        Delivery.objects.filter(pk=answer.delivery_id).update(due_at=timezone.now())
        self.assertEqual(mail_due(), 1)

    def test_the_morning_s_mail_comes_once_with_what_is_unread_and_no_word_of_a_customer(self):
        self.ticket.note("@박민호 <비밀번호는 1234>", by=self.jisu)
        self.assertEqual(mail_digests(), 0)
        Digest.objects.update(due_at=timezone.now())
        self.assertEqual((mail_digests(), mail_digests()), (1, 0))
        [told] = mails.outbox
        self.assertEqual(told.to, [self.minho.email])
        self.assertIn(f"#{self.ticket.pk}", told.body)
        self.assertIn(f"/tickets/{self.ticket.pk}/", told.body)
        for secret in ("1234", self.ticket.subject, "김하늘"):
            self.assertNotIn(secret, told.body + told.subject)
        self.ticket.note("@박민호", by=self.jisu)
        see(self.ticket.pk, self.minho)
        Digest.objects.update(due_at=timezone.now())
        mail_digests()
        self.assertEqual(len(mails.outbox), 1)

    def test_it_comes_at_eight_where_they_are(self):
        now = timezone.datetime.fromisoformat("2026-11-29T22:59:00+00:00")
        self.assertEqual(next_morning(self.minho, now).isoformat(), "2026-11-30T08:00:00+09:00")
        later = timezone.datetime.fromisoformat("2026-11-29T23:00:00+00:00")
        self.assertEqual(next_morning(self.minho, later).isoformat(), "2026-12-01T08:00:00+09:00")

    def test_after_a_restore_nothing_is_mailed_by_itself(self):
        self.ticket.note("@박민호", by=self.jisu)
        self.assertEqual(mail_nothing_of_before(timezone.now()), 1)
        Digest.objects.update(due_at=timezone.now())
        mail_due()
        mail_digests()
        self.assertEqual((mails.outbox, Notice.objects.count()), ([], 0))
        self.assertEqual(unread_count(self.minho), 1)


class PageTests(NotifyingTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.minho)
        self.ticket.note("@박민호 뚜껑 재고 봐 주세요", by=self.jisu)
        self.page = reverse("desk:notifications")

    def test_the_list_says_what_who_which_and_the_rail_how_many(self):
        page = self.client.get(self.page)
        self.assertContains(page, "최지수 님이 나를 언급했어요")
        self.assertContains(page, "뚜껑 재고 봐 주세요")
        self.assertContains(page, f"/tickets/{self.ticket.pk}/#message-")
        self.assertContains(self.client.get(reverse("notifications:bell")), "</span>1</span>")
        part = self.client.get(self.page, headers={"X-Maru-Live": "1", "HX-Request": "true"})
        self.assertNotContains(part, "<html")

    def test_one_line_and_all_are_read_and_put_back(self):
        unread = reverse("notifications:unread", args=[Notification.objects.get().pk])
        self.client.delete(unread, headers={"HX-Request": "true"})
        self.assertEqual(unread_count(self.minho), 0)
        self.client.post(unread)
        self.assertEqual(unread_count(self.minho), 1)
        self.assertContains(self.client.get(self.page + "?unread=1"), "언급했어요")
        self.client.post(reverse("notifications:all_read"))
        self.assertNotContains(self.client.get(self.page + "?unread=1"), "언급했어요")

    def test_another_s_is_not_there(self):
        unread = reverse("notifications:unread", args=[Notification.objects.get().pk])
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.delete(unread).status_code, 404)

    def test_nonsense_in_the_address_shows_the_newest(self):
        for query in ("before=x", "before=-1", f"before={'9' * 40}"):
            self.assertContains(self.client.get(f"{self.page}?{query}"), "언급했어요")

    def test_each_chooses_on_a_page_of_their_own(self):
        wishes = reverse("notifications:wishes")
        self.assertContains(self.client.get(reverse("members:profile")), wishes)
        self.assertContains(self.client.get(wishes), self.minho.email)
        self.client.post(wishes, {"assigned-mail": "on", "nonsense": "on"})
        self.assertEqual(Wish.objects.filter(is_wanted=True).get().reason, "assigned")
        self.ticket.note("@박민호", by=self.jisu)
        self.assertEqual(Notification.objects.count(), 1)


class ColleagueTests(NotifyingTestCase):
    """Who is of another department does not sit in the desk."""

    def test_what_is_asked_of_them_is_mailed_from_the_beginning_and_they_may_switch_it_off(self):
        self.ticket.note("@고물류 @박민호 재고 있나요?", by=self.jisu)
        mail_due()
        self.assertEqual([notice.member for notice in Notice.objects.all()], [self.cole])
        choose(self.cole, {"mentioned": {"mail": False}, "followed": {"mail": False}})
        self.ticket.note("@고물류 하나 더요", by=self.jisu)
        mail_due()
        self.assertEqual(Notice.objects.count(), 1)
