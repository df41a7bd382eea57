"""Something happens, and rules do what they are for."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.actions.registry import deeds
from maru.support.autoanswers.brake import What, take_turn
from maru.support.autoanswers.models import SentByItself
from maru.support.automation.carrying_out import AN_HOUR
from maru.support.automation.chain import DEEPEST
from maru.support.automation.models import Firing, Halt, Rule, RuleBook, Stir
from maru.support.automation.tests.cast import RulesTestCase
from maru.support.automation.triggering import carry_out_waiting
from maru.support.tickets.models import Message
from maru.support.tickets.tests.mails import mail

URGENT = {"field": "subject", "op": "contains", "value": "깨져"}


class TriggerTests(RulesTestCase):
    def test_it_is_done_and_everything_names_why(self):
        rule = self.rule(
            "priority", conditions={"all": [URGENT]}, tags_added=["파손"], kind="problem"
        )
        self.ticket.set_priority(4, by=self.jisu)
        self.assertEqual(self.run_rules(), 1)  # nobody listens for what the rule did
        now = self.now()
        self.assertEqual((now.kind, [tag.name for tag in now.tags.all()]), ("problem", ["파손"]))
        fired = Event.objects.get(verb="ticket.rule")
        self.assertEqual(fired.cause.verb, "ticket.priority")
        self.assertEqual((fired.actor_kind, fired.actor_id), ("rule", rule.pk))
        effects = Event.objects.filter(cause=fired)
        self.assertEqual(
            set(effects.values_list("verb", flat=True)), {"ticket.tags", "ticket.kind"}
        )
        self.assertEqual({event.actor_name for event in effects}, {"규칙"})
        firing = Firing.objects.get()
        self.assertEqual(
            (firing.version, firing.occasion, firing.event), (1, "priority", fired.cause)
        )
        self.assertEqual(firing.matched, [{"field": "subject", "said": self.ticket.subject}])
        rule.refresh_from_db()
        self.assertEqual((rule.fired, rule.failed), (1, 0))
        self.assertFalse(Stir.objects.exists())

    def test_what_its_conditions_do_not_meet_is_left_alone(self):
        self.rule("priority", conditions={"not": URGENT}, kind="problem")
        self.ticket.set_priority(4, by=self.jisu)
        self.assertEqual(self.run_rules(), 1)
        self.assertFalse(Firing.objects.exists())

    def test_what_nobody_listens_for_leaves_no_row(self):
        self.rule("solved", kind="problem")
        self.ticket.set_priority(4, by=self.jisu)
        self.assertFalse(Stir.objects.exists())

    def test_from_and_to_and_by_whom_are_asked(self):
        self.rule({"occasion": "status", "from": ["open"], "to": ["pending"]}, kind="problem")
        self.ticket.set_status("pending", by=self.jisu)  # it was new
        self.run_rules()
        self.assertFalse(Firing.objects.exists())
        self.ticket.set_status("open", by=self.jisu)
        self.ticket.set_status("pending", by=self.jisu)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), 1)
        Rule.objects.get().revise(
            by=self.sora, when={"on": [{"occasion": "kind"}], "by": ["customer"]}
        )
        self.ticket.set_kind("request", by=self.jisu)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), 1)

    def test_a_tag_of_some_is_heard(self):
        self.rule({"occasion": "tag_added", "words": ["환불"]}, priority=3)
        self.ticket.tag_only(["교환"], by=self.jisu)
        self.run_rules()
        self.assertFalse(Firing.objects.exists())
        self.ticket.tag_only(["교환", "환불"], by=self.jisu)
        self.run_rules()
        self.assertEqual(self.now().priority, 3)

    def test_the_next_rule_sees_what_the_one_before_changed(self):
        is_urgent = {"field": "priority", "op": "is", "value": 4}
        self.rule("kind", priority=4)
        self.rule("kind", conditions={"all": [is_urgent]}, tags_added=["급함"])
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        self.assertEqual([tag.name for tag in self.now().tags.all()], ["급함"])

    def test_mail_that_opens_a_ticket_is_heard_with_its_words(self):
        said = {"field": "said_now", "op": "contains", "value": "환불"}
        self.rule("opened", conditions={"all": [said]}, tags_added=["환불"])
        raw = (
            "From: Lee <lee@example.com>\r\nTo: support@onnuri.example\r\nSubject: a\r\n"
            "Message-ID: <1@example.com>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
            "환불해 주세요"
        )
        message = self.mail_in(raw.encode())
        self.run_rules()
        self.assertEqual([tag.name for tag in message.ticket.tags.all()], ["환불"])

    def test_spam_and_what_was_merged_is_left_alone(self):
        self.rule("priority", kind="problem")
        self.ticket.mark_as_spam(by=self.jisu)
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.assertFalse(Firing.objects.exists())

    def test_it_reaches_its_brands_and_private_teams_alone(self):
        rule = self.rule("priority", kind="problem")
        rule.revise(by=self.sora, is_everywhere=False, brands=[self.haneul])
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.assertFalse(Firing.objects.exists())
        rule.revise(by=self.sora, is_everywhere=True, brands=[])
        self.ticket.hand_to(self.secret_team, by=self.jisu)
        self.ticket.set_priority(1, by=self.jisu)
        self.run_rules()
        self.assertFalse(Firing.objects.exists())
        rule.revise(by=self.sora, teams=[self.secret_team])
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.assertEqual(self.now().kind, "problem")

    def test_a_custom_field_that_came_since_is_asked(self):
        revision, _verbs = RuleBook.now()
        with transaction.atomic():
            Event.record("customfield.added", self.ticket, by=self.sora)
        self.assertNotEqual(RuleBook.now()[0], revision)


class ActingTests(RulesTestCase):
    def test_one_action_that_fails_stops_no_other_and_is_told(self):
        rule = self.rule("kind", assignee=self.eve.pk, note="확인", priority=4)
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        self.assertEqual(self.did(), [["failed", "done", "done"]])
        firing = Firing.objects.get()
        self.assertEqual((firing.failed, firing.did[0]["code"]), (1, "unfit"))
        self.assertEqual(self.now().priority, 4)
        rule.refresh_from_db()
        self.assertEqual(rule.failed, 1)
        told = firing.told_did(self.jisu)
        self.assertTrue(any(one.why for one in told))

    def test_an_action_that_breaks_is_one_that_failed(self):
        with override_settings(LANGUAGES=[("ko", "Korean")]):
            self.rule("kind", gone=1, priority=4)
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        self.assertEqual(self.did(), [["failed", "done"]])
        self.assertEqual(Firing.objects.get().did[0]["code"], "gone_action")

    def test_a_note_of_a_rule_is_a_machines(self):
        self.rule("kind", note="{{문의.번호}} 확인")
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        note = Message.objects.latest("id")
        self.assertEqual((note.member, note.automatic), (None, "rule"))
        self.assertEqual((note.from_name, note.text), ("규칙", f"{self.ticket.pk} 확인"))

    def test_the_customer_is_answered_with_our_words_alone(self):
        self.rule("kind", answer="문의 {{문의.번호}}번을 보고 있습니다.")
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        sent = Delivery.objects.latest("id")
        self.assertTrue(sent.outgoing["is_automatic"])
        self.assertNotIn("솥밥", str(sent.outgoing))
        self.assertNotIn("김하늘", str(sent.outgoing))
        self.assertEqual(sent.outgoing["to"][0]["address"], "haneul.kim@example.com")

    def test_what_no_machine_may_answer_no_rule_answers(self):
        self.rule("opened", "received", answer="네")
        silent = [
            {"Precedence": "bulk"}, {"X_Auto_Response_Suppress": "All"}, {"List_Id": "<a.example>"},
            {"sender": "no-reply@x.example"}, {"sender": self.mailbox.address},
            {"sender": self.jisu.email}, {"Reply_To": "else@x.example"},
        ]  # fmt: skip
        for n, fields in enumerate(silent):
            self.mail_in(
                mail("안녕하세요", Subject=f"s{n}", Message_ID=f"<{n}@x.example>", **fields)
            )
            self.run_rules()
        self.assertEqual(self.did(), [["failed"]] * len(silent))
        why = {one["code"] for each in Firing.objects.all() for one in each.did}
        self.assertLessEqual(why, {"machine", "doubtful", "no_address"})
        self.mail_in(mail("사람입니다", sender="Lee <lee@x.example>", Message_ID="<p@x.example>"))
        self.run_rules()
        self.assertEqual(SentByItself.objects.get().address, "lee@x.example")

    def test_one_address_gets_three_an_hour(self):
        self.rule("priority", answer="네")
        for priority in (1, 3, 4, 2):
            self.ticket.set_priority(priority, by=self.jisu)
        self.run_rules()
        self.assertEqual(self.did(), [["done"]] * 3 + [["failed"]])
        self.assertEqual(Firing.objects.latest("id").did[0]["code"], "mail_address")

    def test_what_was_answered_automatically_counts_with_it(self):
        now = timezone.now()
        self.assertEqual(take_turn("haneul.kim@example.com", What.ANSWER, now), "")
        self.rule("priority", answer="네")
        for priority in (1, 3, 4):
            self.ticket.set_priority(priority, by=self.jisu)
        self.run_rules()
        self.assertEqual(self.did(), [["done"]] * 2 + [["failed"]])
        # What a rule said is no acknowledgement, but counts against the next one.
        later = now + timedelta(minutes=61)
        self.assertEqual(take_turn("Haneul.Kim@example.com", What.ANSWER, later), "")
        self.assertEqual(take_turn("haneul.kim@example.com", What.ANSWER, later), "address")

    def test_colleagues_are_told_if_they_may_see_it(self):
        self.rule("kind", notify=[f"member:{self.minho.pk}", f"member:{self.eve.pk}"])
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        told = self.minho.notifications.get()
        self.assertEqual(told.reason, "rule")
        self.assertFalse(self.eve.notifications.exists())

    def test_they_follow_and_get_tasks(self):
        self.rule("kind", followers_added=[f"member:{self.minho.pk}"], tasks_added=["송장 확인"])
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        self.assertIn(self.minho, self.now().followers.all())
        self.assertEqual(self.ticket.tasks.get().created_by, None)

    def test_taken_back_it_is_as_before(self):
        self.rule("kind", priority=4, tags_added=["급함"], note="확인")
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        firing = Firing.objects.get()
        self.assertEqual(firing.undo(by=self.jisu), "")
        now = self.now()
        self.assertEqual((now.priority, now.tags.count(), now.kind), (2, 0, "problem"))
        self.assertIsNone(Firing.objects.get().undo(by=self.jisu))

    def test_who_was_made_to_follow_follows_no_more(self):
        minho, bora = self.minho, self.member("bora", "정보라", Role.AGENT)
        self.ticket.follow(self.sora, by=self.sora)
        whom = [f"member:{each.pk}" for each in (minho, bora, self.sora)]
        self.rule("kind", followers_added=whom)
        self.ticket.set_kind("problem", by=self.jisu)
        self.run_rules()
        # Bora stopped, and then wanted to.
        self.ticket.unfollow(bora, by=bora)
        self.ticket.follow(bora, by=bora)
        self.assertEqual(Firing.objects.get().undo(by=self.jisu), "")
        self.assertEqual(set(self.now().followers.all()), {bora, self.sora})

    def test_no_step_for_many_tickets_is_offered_what_rules_alone_do(self):
        self.assertNotIn("followers_added", [deed.name for deed in deeds(self.sora)])


class GuardTests(RulesTestCase):
    def test_two_rules_that_set_one_another_off_stop(self):
        self.rule("priority", name="하나", kind="problem")
        self.rule("kind", name="둘", priority=3)
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.assertEqual([str(each.rule) for each in Firing.objects.order_by("id")], ["하나", "둘"])

    def test_a_chain_over_many_rules_ends(self):
        words = [f"표{n}" for n in range(DEEPEST + 3)]
        for before, after in pairwise(words):
            self.rule({"occasion": "tag_added", "words": [before]}, tags_added=[after])
        self.ticket.tag_only(["표0"], by=self.jisu)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), DEEPEST)

    def test_one_that_is_carried_out_again_and_again_is_held_back_there(self):
        rule = self.rule("priority", note="또")
        for n in range(AN_HOUR + 3):
            self.ticket.set_priority(3 + n % 2, by=self.jisu)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), AN_HOUR)
        halt = Halt.objects.standing().get()
        self.assertEqual((halt.rule, halt.ticket), (rule, self.ticket))
        self.assertEqual(Event.objects.filter(verb="ticket.rule_halted").count(), 1)
        halt.lift(by=self.sora)
        self.ticket.set_priority(1, by=self.jisu)
        self.run_rules()
        self.assertEqual(Firing.objects.count(), AN_HOUR + 1)

    def test_one_event_is_answered_once_however_often_it_is_asked(self):
        self.rule("priority", note="한 번")
        self.ticket.set_priority(4, by=self.jisu)
        event = Event.objects.get(verb="ticket.priority")
        self.run_rules()
        Stir.objects.create(event=event, due_at=timezone.now())
        self.run_rules()
        self.assertEqual(Firing.objects.count(), 1)

    def test_what_ends_the_worker_again_and_again_is_given_up(self):
        self.rule("priority", note="또")
        self.ticket.set_priority(4, by=self.jisu)
        Stir.objects.update(attempts=5)
        self.run_rules()
        self.assertEqual(Stir.objects.given_up().count(), 1)
        self.assertFalse(Firing.objects.exists())

    def test_many_rules_cost_few_queries_while_none_fits(self):
        for n in range(200):
            no = {"field": "subject", "op": "contains", "value": f"낱말{n}"}
            self.rule("priority", name=f"규칙 {n}", conditions={"all": [no]}, kind="problem")
        self.ticket.set_priority(4, by=self.jisu)
        self.run_rules()
        self.ticket.set_priority(3, by=self.jisu)
        with self.assertNumQueries(12):  # to claim, to look, to end; and whether there is more
            carry_out_waiting()
