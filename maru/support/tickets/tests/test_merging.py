"""Two tickets about one thing become one; both histories say so; it is undone at any time."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.incoming import Incoming, Party
from maru.records.channels.intake import open_waiting
from maru.records.channels.models import Channel, Delivery, Envelope
from maru.records.channels.reception import Arrival
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.teams.models import Team
from maru.support.tickets.choices import Direction, Status, ThreadedBy
from maru.support.tickets.handing_over import hand_over
from maru.support.tickets.merging.refused import Merged, Unmergeable
from maru.support.tickets.models import Attachment, Draft, Merger, Message, Ticket
from maru.support.tickets.moving import detach, move
from maru.support.tickets.notices.telling import tell
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.participant import Admission
from maru.support.tickets.receiving import receive
from maru.support.tickets.replying import Collision
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

PARK = "seojun.park@example.net"


class MergingTestCase(SupportTestCase):
    """self.ticket is the one that stays; self.second came by mail of the same customer."""

    def setUp(self):
        super().setUp()
        self.asked = self.mail_in(
            mail("또 씁니다", Subject="뚜껑 깨짐", Message_ID="<second@example.com>")
        )
        self.second = self.asked.ticket
        self.assertNotEqual(self.second, self.ticket)

    def merge(self, one=None, into=None, **more) -> Merger:
        return (one or self.second).merge_into(into or self.ticket, by=self.jisu, **more)

    def unmerge(self, one=None) -> Merger:
        return Ticket.objects.get(pk=(one or self.second).pk).unmerge(by=self.minho)

    def of(self, ticket) -> list[int]:
        return list(
            ticket.messages.exclude(threaded_by=ThreadedBy.MERGER).values_list("pk", flat=True)
        )

    def again(self, row):
        return type(row).objects.get(pk=row.pk)

    def parks(self, subject="다른 문의", **fields) -> Ticket:
        """Return a ticket of another customer of the brand."""
        park = recognise(ContactKind.EMAIL, PARK, brand=self.onnuri, name="박서준")
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=park, subject=subject, text="?", **fields
        )

    def refused(self, code, status, work, *given, **named):
        with self.assertRaises(Unmergeable) as refused:
            work(*given, **named)
        self.assertEqual((refused.exception.code, refused.exception.status), (code, status))
        self.assertTrue(refused.exception.words.strip())


class MergeTests(MergingTestCase):
    def test_all_messages_stand_in_one_ticket_in_their_order_and_say_whence(self):
        sent = self.ticket.reply("사진을 보내 주세요.", by=self.jisu)
        later = self.mail_in(mail("사진", In_Reply_To="<second@example.com>", Message_ID="<3@x>"))
        note = self.second.note("같은 손님", by=self.minho)
        first = self.ticket.messages.first()
        self.merge()
        its = [self.asked.pk, later.pk, note.pk]
        self.assertEqual(self.of(self.ticket), sorted([first.pk, sent.pk, *its]))
        homes = self.ticket.messages.exclude(home=None).values_list("pk", "home")
        self.assertEqual(list(homes), [(pk, self.second.pk) for pk in its])
        self.assertEqual(self.of(self.second), [])

    def test_the_other_is_closed_and_leads_there(self):
        self.merge()
        second = self.again(self.second)
        self.assertEqual((second.status, second.merged_into), (Status.CLOSED, self.ticket))
        self.assertEqual(second.survivor(), self.ticket)
        self.assertIsNone(second.solved_at)  # nobody solved it
        self.assertNotIn(second, Ticket.objects.genuine())

    def test_both_histories_say_who_what_and_why(self):
        self.merge(why="같은 문의를 두 번 보내셨어요")
        one, into = [Event.of(each).filter(verb="ticket.merged").get() for each in
                     (self.second, self.ticket)]  # fmt: skip
        self.assertEqual((one.actor_id, one.after["into"]), (self.jisu.pk, self.ticket.pk))
        self.assertEqual((into.after["from"], into.cause), (self.second.pk, one))
        for event in (one, into):
            self.assertEqual(event.after["why"], "같은 문의를 두 번 보내셨어요")
            self.assertEqual(event.after["messages"], 1)
        note = self.ticket.messages.get(threaded_by=ThreadedBy.MERGER)
        self.assertIn(f"#{self.second.pk}", note.text)
        self.assertIn("두 번", note.text)
        self.assertEqual((note.direction, note.member), (Direction.INTERNAL, self.jisu))

    def test_what_waited_for_us_wakes_the_other(self):
        self.ticket.solve(by=self.jisu)
        self.merge()
        event = Event.of(self.ticket).filter(verb="ticket.status").last()
        self.assertEqual(self.again(self.ticket).status, Status.OPEN)
        self.assertEqual(event.cause.verb, "ticket.merged")

    def test_what_was_done_wakes_nobody(self):
        self.second.solve(by=self.jisu)
        self.ticket.set_status(Status.PENDING, by=self.jisu)
        self.merge()
        self.assertEqual(self.again(self.ticket).status, Status.PENDING)

    def test_tags_and_followers_are_united(self):
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.second.tag_only(["파손", "급함"], by=self.jisu)
        self.second.follow(self.minho, by=self.minho)
        self.second.assign(self.sora, by=self.jisu)
        self.merge()
        self.assertEqual({t.name for t in self.ticket.tags.all()}, {"파손", "급함"})
        self.assertEqual(set(self.ticket.followers.all()), {self.minho, self.sora})
        self.assertIsNone(self.again(self.ticket).assignee)

    def test_files_go_along(self):
        raw = mail("사진", Subject="깨진 뚜껑", Message_ID="<file@example.com>")
        message = self.mail_in(raw)
        file = Attachment.objects.create(
            message=message, name="a.png", content_type="image/png", size=1, sha256="0" * 64
        )
        self.merge(message.ticket)
        seen = Attachment.objects.visible_to(self.jisu).filter(message__ticket=self.ticket)
        self.assertEqual(list(seen), [file])

    def test_a_mail_that_both_hold_is_shown_once(self):
        stock = Channel.objects.create(
            address="stock@onnuri.example", brand=self.onnuri, team=Team.objects.create(name="물류")
        )
        both = "support@onnuri.example, stock@onnuri.example"
        raw = mail("어디로 보내나요", To=both, Subject="어디로", Message_ID="<both@example.com>")
        accept([Letter(raw, (self.mailbox.pk, stock.pk))])
        open_waiting()
        one, two = Message.objects.filter(message_id="both@example.com").order_by("id")
        self.assertNotEqual(one.ticket, two.ticket)
        two.ticket.merge_into(one.ticket, by=self.sora)
        two.refresh_from_db()
        self.assertEqual((two.ticket, two.copy_of), (one.ticket, one))
        Ticket.objects.get(pk=two.home_id).unmerge(by=self.sora)
        two.refresh_from_db()
        self.assertEqual((two.copy_of, two.home), (None, None))
        self.assertNotEqual(two.ticket, one.ticket)

    def test_a_trainee_may_and_an_analyst_may_not(self):
        nobody = self.member("ana", "분석", "analyst")
        with self.assertRaises(PermissionDenied):
            self.second.merge_into(self.ticket, by=nobody)


class RefusalTests(MergingTestCase):
    def test_into_itself(self):
        self.refused("same_ticket", 422, self.merge, self.ticket, self.ticket)

    def test_into_another_brand(self):
        there = recognise(ContactKind.EMAIL, PARK, brand=self.haneul)
        other = open_ticket(
            by=self.sora, brand=self.haneul, requester=there, subject="다른 상점", text="?"
        )
        self.refused("other_brand", 422, self.ticket.merge_into, other, by=self.sora)

    def test_spam_in_either_direction(self):
        self.second.mark_as_spam(by=self.jisu)
        self.refused("spam", 422, self.merge)
        self.refused("spam", 422, self.merge, self.ticket, self.second)

    def test_a_private_teams_words_are_not_shown_to_others(self):
        self.second.hand_to(self.secret_team, by=self.sora)
        self.refused("private_team", 422, self.second.merge_into, self.ticket, by=self.sora)
        self.assertEqual(self.again(self.asked).ticket, self.second)

    def test_into_a_private_team_and_within_it_all_is_well(self):
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.second.merge_into(self.ticket, by=self.sora)
        self.assertNotIn(self.asked, Message.objects.visible_to(self.jisu))
        third = self.parks(team=self.secret_team)
        third.merge_into(self.ticket, by=self.sora)
        self.assertEqual(third.survivor(), self.ticket)

    def test_one_that_is_merged_already(self):
        third = self.parks()
        self.merge()
        self.refused("merged", 409, self.merge, self.second, third)
        self.refused("merged", 409, self.merge, third, self.second)
        self.refused("merged", 409, self.merge, self.ticket, self.second)

    def test_nothing_is_left_of_a_refused_merger(self):
        self.second.mark_as_spam(by=self.jisu)
        before = Event.objects.count(), Message.objects.count()
        self.refused("spam", 422, self.merge)
        self.assertEqual((Event.objects.count(), Message.objects.count()), before)

    def test_closed_and_solved_ones_merge_as_others_do(self):
        self.ticket.close(by=self.jisu)
        self.second.solve(by=self.jisu)
        self.merge()
        self.assertEqual(self.again(self.ticket).status, Status.CLOSED)
        self.assertEqual(self.again(self.asked).ticket, self.ticket)


class StandingTests(MergingTestCase):
    """What is done to a ticket that was merged, by whoever does not know."""

    def setUp(self):
        super().setUp()
        self.stale = self.again(self.second)
        self.merge()

    def merged(self, work, *given, **named):
        with self.assertRaises(Merged) as refused:
            work(*given, **named)
        self.assertEqual(refused.exception.into, self.ticket.pk)
        self.assertEqual(refused.exception.more, {"merged_into": self.ticket.pk})

    def test_nobody_answers_or_notes_or_changes_it(self):
        self.merged(self.stale.reply, "답", by=self.jisu, seen=self.asked.pk)
        self.merged(self.stale.note, "메모", by=self.jisu)
        self.merged(self.again(self.second).reopen, by=self.jisu)
        self.merged(self.stale.assign, self.jisu, by=self.jisu)
        self.merged(self.again(self.second).admit, PARK, by=self.jisu)
        self.merged(self.again(self.second).tag_only, ["급함"], by=self.jisu)
        self.merged(move, self.ticket.messages.first(), self.stale, by=self.jisu)
        self.assertEqual(Delivery.objects.count(), 0)
        self.assertEqual(self.of(self.second), [])

    def test_a_program_that_answers_unasked_is_told_too(self):
        third = self.parks()
        third.set_status(Status.OPEN, by=self.jisu)  # so that answering changes no status
        stale = self.again(third)
        third.merge_into(self.again(self.ticket), by=self.jisu)
        self.merged(stale.reply, "답", by=self.jisu)
        self.assertEqual(Delivery.objects.count(), 0)

    def test_drafts_of_others_are_kept(self):
        Draft.keep(self.second, self.minho, "쓰던 답", Direction.TO_CUSTOMER)
        self.assertEqual(Draft.objects.get(member=self.minho).text, "쓰던 답")

    def test_who_answers_has_seen_what_came_by_the_merger(self):
        """D8: it may be older than what they saw last."""
        newest = self.ticket.reply("사진을 보내 주세요.", by=self.jisu)
        other = self.mail_in(mail("이제 됐어요", Subject="해결", Message_ID="<done@x.example>"))
        seen = self.ticket.reply("확인했습니다.", by=self.minho).pk
        self.assertLess(other.pk, seen)
        self.merge(other.ticket)
        with self.assertRaises(Collision) as collision:
            self.again(self.ticket).reply("그래도 사진을…", by=self.jisu, seen=seen)
        newer = [message.pk for message in collision.exception.newer]
        self.assertIn(other.pk, newer)
        self.assertNotIn(newest.pk, newer)
        self.again(self.ticket).reply("네", by=self.jisu, seen=self.again(self.ticket).to_be_seen)


class MailTests(MergingTestCase):
    """What comes for a merged ticket lands where its messages stand, with the evidence (S1)."""

    def setUp(self):
        super().setUp()
        self.sent = self.second.reply("새 뚜껑을 보내겠습니다.", by=self.jisu)
        self.merge()

    def lands(self, message, by):
        self.assertEqual((message.ticket, message.home), (self.ticket, self.second))
        self.assertEqual(message.threaded_by, by)
        self.assertEqual(message.evidence["merged"], self.second.pk)

    def test_by_our_mark(self):
        back = self.mail_in(mail(In_Reply_To=f"<{self.sent.message_id}>", Subject="아무 제목"))
        self.lands(back, ThreadedBy.TOKEN)
        self.assertEqual(back.evidence["message_id"], self.sent.message_id)
        self.assertEqual(back.warnings, [])

    def test_by_the_customers_own_message_id(self):
        self.lands(
            self.mail_in(mail(In_Reply_To="<second@example.com>", Subject="아무 제목")),
            ThreadedBy.REFERENCES,
        )

    def test_by_the_subject(self):
        self.lands(self.mail_in(mail("덧붙여", Subject="Re: 뚜껑 깨짐")), ThreadedBy.SUBJECT)

    def test_an_answer_to_what_was_said_after_stays(self):
        after = self.ticket.reply("하나로 보겠습니다.", by=self.jisu)
        back = self.mail_in(mail(In_Reply_To=f"<{after.message_id}>"))
        self.assertEqual((back.ticket, back.home), (self.ticket, None))

    def test_it_brings_the_ticket_up(self):
        self.ticket.solve(by=self.jisu)
        self.mail_in(mail(In_Reply_To=f"<{self.sent.message_id}>"))
        self.assertEqual(self.again(self.ticket).status, Status.OPEN)
        self.assertEqual(self.again(self.second).status, Status.CLOSED)

    def test_long_after_it_was_solved_it_opens_a_follow_up(self):
        self.ticket.solve(by=self.jisu)
        long_ago = timezone.now() - timedelta(days=400)
        Ticket.objects.filter(pk=self.ticket.pk).update(solved_at=long_ago)
        back = self.mail_in(mail(In_Reply_To=f"<{self.sent.message_id}>"))
        self.assertEqual(back.ticket.follow_up_of, self.ticket)
        self.assertIsNone(back.home)

    def test_a_forged_mark_leads_nowhere(self):
        forged = self.sent.message_id.replace(".", ".A", 1)
        back = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{forged}>", Subject="x"))
        self.assertNotEqual(back.ticket, self.ticket)

    def test_a_stranger_who_names_its_mail_gets_a_ticket_of_their_own(self):
        back = self.mail_in(mail(sender=PARK, In_Reply_To="<second@example.com>", Subject="x"))
        self.assertNotIn(back.ticket, [self.ticket, self.second])
        self.assertIn("points_elsewhere", back.warnings)

    def test_merged_while_it_was_received_it_follows(self):
        third = self.mail_in(mail("셋", Subject="세 번째", Message_ID="<third@example.com>")).ticket

        real = Ticket.objects.get_queryset().hold
        done = []

        def hold(rows):
            if not done and rows.filter(pk=third.pk).exists():
                done.append(True)
                self.merge(third)
                return {third.pk}
            return real.__func__(rows)

        with patch.object(type(Ticket.objects.all()), "hold", hold):
            back = self.mail_in(mail(In_Reply_To="<third@example.com>"))
        self.assertEqual((back.ticket, back.home), (self.ticket, third))


class StrangersTests(MergingTestCase):
    """Different customers: the other is seen as one in Cc is, and gets nothing (S2)."""

    def setUp(self):
        super().setUp()
        self.other = self.parks()
        self.other.admit("boss@example.net", by=self.jisu)
        self.other.remove_participant("gone@example.net", by=self.jisu)
        self.sent = self.other.reply("박서준님께", by=self.jisu)
        self.sent_before = Delivery.objects.count()
        self.merge(self.other)

    def people(self) -> dict[str, str]:
        return dict(self.ticket.participants.values_list("address", "admission"))

    def test_the_other_customer_is_seen_and_gets_nothing(self):
        self.assertEqual(
            self.people(),
            {PARK: Admission.SEEN, "boss@example.net": Admission.SEEN,
             "gone@example.net": Admission.REMOVED},
        )  # fmt: skip
        self.assertEqual(Delivery.objects.count(), self.sent_before)
        answer = self.again(self.ticket).reply("김하늘님께", by=self.jisu)
        self.assertEqual(answer.delivery.recipients, ["haneul.kim@example.com"])

    def test_nothing_of_the_one_is_named_to_the_other(self):
        answer = self.again(self.ticket).reply("김하늘님께", by=self.jisu)
        named = str(answer.delivery.outgoing)
        self.assertNotIn(self.sent.message_id, named)
        self.assertNotIn("박서준", named)

    def test_who_is_let_in_gets_only_what_comes_after(self):
        self.again(self.ticket).admit(PARK, by=self.jisu)
        answer = self.again(self.ticket).reply("두 분께", by=self.jisu)
        self.assertEqual(set(answer.delivery.recipients), {"haneul.kim@example.com", PARK})
        self.assertNotIn("솥밥 냄비 뚜껑이 깨져서 왔어요\\n방금", str(answer.delivery.outgoing))

    def test_what_the_other_writes_next_is_known(self):
        back = self.mail_in(mail(sender=PARK, In_Reply_To=f"<{self.sent.message_id}>"))
        self.assertEqual((back.ticket, back.home), (self.ticket, self.other))
        self.assertEqual(back.warnings, [])

    def test_undone_they_are_gone_unless_somebody_decided(self):
        self.again(self.ticket).admit("boss@example.net", by=self.minho)
        self.unmerge(self.other)
        self.assertEqual(self.people(), {"boss@example.net": Admission.ADMITTED})

    def test_undone_whom_a_mail_names_stays_named(self):
        self.mail_in(
            mail(Cc=PARK, In_Reply_To="<none@x>", Subject="Re: 무쇠 솥밥 냄비 뚜껑이 깨져서 왔어요")
        )
        self.unmerge(self.other)
        self.assertIn(PARK, self.people())

    def test_a_colleague_who_was_asked_about_the_one_does_not_see_the_other(self):
        third = self.parks("셋째")
        third.follow(self.cole, by=self.jisu)
        third.merge_into(self.again(self.ticket), by=self.jisu)
        self.assertNotIn(self.cole, self.ticket.followers.all())
        self.assertFalse(Message.objects.visible_to(self.cole).exists())


class UndoTests(MergingTestCase):
    def test_what_came_goes_back_and_all_else_stays(self):
        self.second.tag_only(["급함"], by=self.jisu)
        self.second.follow(self.minho, by=self.minho)
        sent = self.second.reply("새 뚜껑", by=self.jisu)
        self.second.set_status(Status.PENDING, by=self.jisu)
        before = [self.asked.pk, sent.pk]
        mine = self.of(self.ticket)
        self.merge()
        stays = self.again(self.ticket).reply("하나로 보겠습니다.", by=self.jisu)
        noted = self.again(self.ticket).note("메모", by=self.jisu)
        self.unmerge()
        second, ticket = self.again(self.second), self.again(self.ticket)
        self.assertEqual(self.of(second), before)
        self.assertEqual(self.of(ticket), [*mine, stays.pk, noted.pk])
        self.assertFalse(Message.objects.exclude(home=None).exists())
        self.assertEqual((second.merged_into, second.status), (None, Status.PENDING))
        self.assertEqual(second.last_public_id, sent.pk)
        self.assertEqual(ticket.last_public_id, stays.pk)
        self.assertEqual(ticket.tags.count() + ticket.followers.count(), 0)
        self.assertEqual({t.name for t in second.tags.all()}, {"급함"})
        second.reply("다시", by=self.jisu, seen=second.to_be_seen)

    def test_what_answered_it_since_goes_with_it_and_wakes_it(self):
        sent = self.second.reply("새 뚜껑", by=self.jisu)
        self.second.solve(by=self.jisu)
        self.merge()
        back = self.mail_in(mail(In_Reply_To=f"<{sent.message_id}>"))
        self.unmerge()
        second = self.again(self.second)
        self.assertEqual(self.of(second), [self.asked.pk, sent.pk, back.pk])
        self.assertEqual((second.status, second.solved_at), (Status.OPEN, None))

    def test_both_histories_say_it(self):
        self.merge()
        merger = self.unmerge()
        for ticket in (self.second, self.ticket):
            self.assertEqual(Event.of(ticket).filter(verb="ticket.unmerged").count(), 1)
        merger.refresh_from_db()
        self.assertEqual(merger.undone_by, self.minho)
        self.refused("not_merged", 409, self.unmerge)

    def test_a_ticket_that_only_the_merger_opened_is_solved_again(self):
        self.ticket.solve(by=self.jisu)
        solved_at = self.again(self.ticket).solved_at
        self.merge()
        self.unmerge()
        ticket = self.again(self.ticket)
        self.assertEqual((ticket.status, ticket.solved_at), (Status.SOLVED, solved_at))

    def test_one_where_the_customer_wrote_since_stays_open(self):
        sent = self.ticket.reply("보냈습니다.", by=self.jisu)
        self.ticket.solve(by=self.jisu)
        self.merge()
        self.mail_in(mail("못 받았어요", In_Reply_To=f"<{sent.message_id}>"))
        self.unmerge()
        self.assertEqual(self.again(self.ticket).status, Status.OPEN)

    def test_one_that_somebody_worked_on_stays_as_it_is(self):
        self.ticket.solve(by=self.jisu)
        self.merge()
        self.again(self.ticket).set_status(Status.ON_HOLD, by=self.jisu)
        self.unmerge()
        self.assertEqual(self.again(self.ticket).status, Status.ON_HOLD)

    def test_a_message_that_somebody_moved_stays_where_they_put_it(self):
        self.merge()
        own = detach(self.again(self.asked), by=self.jisu)
        self.unmerge()
        self.assertEqual(self.again(self.asked).ticket, own)
        self.assertEqual(self.of(self.again(self.second)), [])

    def test_moved_away_and_back_by_hand_it_belongs_where_it_was_put(self):
        self.merge()
        own = detach(self.again(self.asked), by=self.jisu)
        self.assertIsNone(self.again(self.asked).home)
        move(self.again(self.asked), self.again(self.ticket), by=self.jisu)
        self.unmerge()
        self.assertEqual(self.again(self.asked).ticket, self.ticket)
        self.assertEqual(self.of(own), [])

    def test_through_two_mergers_each_is_undone_alone(self):
        third = self.parks()
        its = self.of(third)
        self.merge()
        mine = self.of(self.ticket)
        self.again(self.ticket).merge_into(third, by=self.jisu)
        self.assertEqual(self.again(self.second).survivor(), third)
        back = self.mail_in(mail(In_Reply_To="<second@example.com>"))
        self.assertEqual((back.ticket, back.home), (third, self.second))
        self.unmerge(self.second)
        self.assertEqual(self.of(self.second), [self.asked.pk, back.pk])
        self.unmerge(self.ticket)
        self.assertEqual(self.of(self.ticket), [pk for pk in mine if pk != self.asked.pk])
        self.assertEqual(self.of(third), its)

    def test_the_outer_of_two_takes_the_inner_along(self):
        third = self.parks()
        self.merge()
        mine = self.of(self.ticket)
        self.again(self.ticket).merge_into(third, by=self.jisu)
        self.unmerge(self.ticket)
        self.assertEqual(self.of(self.ticket), mine)
        self.assertEqual(self.again(self.asked).home, self.second)
        self.assertEqual(self.again(self.second).survivor(), self.ticket)

    def test_again_merged_and_again_undone(self):
        for _ in range(2):
            self.merge(self.again(self.second), self.again(self.ticket))
            self.unmerge()
        self.assertEqual(self.of(self.second), [self.asked.pk])
        self.assertEqual(Merger.objects.count(), 2)


class OthersTests(MergingTestCase):
    """Those who act by themselves, or later, on what they knew of a ticket."""

    def test_who_leaves_leaves_their_draft_where_the_ticket_went(self):
        Draft.keep(self.second, self.minho, "반쯤 쓴 답", Direction.TO_CUSTOMER)
        self.merge()
        hand_over(self.minho, to=None, by=self.sora)
        note = self.ticket.messages.latest("id")
        self.assertIn("반쯤 쓴 답", note.text)
        self.assertFalse(Draft.objects.exists())

    def test_a_colleagues_answer_to_a_notice_goes_where_the_ticket_went(self):
        notice = tell(self.jisu, "assigned", self.second)
        self.merge()
        party = Party(self.jisu.email, "")
        incoming = Incoming(
            sender=party, text="보내 드렸어요.", in_reply_to=[notice.delivery.message_id],
            authentication={"verified": True},
        )  # fmt: skip
        envelope = Envelope.objects.create(channel=self.mailbox, sha256="0" * 64, size=1)
        receive([Arrival(envelope, incoming)])
        said = Message.objects.get(envelope=envelope)
        self.assertEqual(said.ticket, self.ticket)
        # Something newer had come by the merger, so it is kept and goes to nobody (D8).
        self.assertEqual((said.direction, said.warnings), (Direction.INTERNAL, ["unsent_newer"]))
