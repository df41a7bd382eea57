"""A macro is used: at once, or along with what somebody writes."""

import json
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from maru.kit.refusing.refusal import Refusal
from maru.records.channels.models import Delivery
from maru.staff.journal.models import Event
from maru.support.actions.along import read_chips
from maru.support.actions.models import Macro, MacroUse
from maru.support.actions.using import use_macro
from maru.support.tickets.models import Draft, Message, Ticket
from maru.support.tickets.replying import Collision
from maru.support.tickets.tests.cast import SupportTestCase


class MacroCase(SupportTestCase):
    def macro(self, text: str = "", **changes: Any) -> Macro:
        return Macro.make(by=self.sora, name="환불", whose="company", text=text, changes=changes)

    def now(self) -> Ticket:
        return Ticket.objects.get(pk=self.ticket.pk)


class UsingTests(MacroCase):
    def test_all_that_it_does_has_one_cause(self):
        macro = self.macro("{{고객.이름}}님", tags_added=["환불"], status="pending", assignee="me")
        did = use_macro(macro, self.ticket, by=self.jisu)
        now = self.now()
        self.assertEqual((now.status, now.assignee), ("pending", self.jisu))
        self.assertIn("김하늘님", did.message.text)
        effects = set(did.use.cause.effects.values_list("verb", flat=True))
        wanted = {"ticket.tags", "ticket.assigned", "ticket.replied"}
        self.assertLessEqual(wanted, effects)
        status = Event.objects.filter(verb="ticket.status", subject_id=now.pk).latest("id")
        self.assertEqual(status.cause.verb, "ticket.replied")
        self.assertEqual(status.cause.cause, did.use.cause)

    def test_it_is_counted(self):
        macro = self.macro(tags_added=["환불"])
        use_macro(macro, self.ticket, by=self.jisu)
        macro.refresh_from_db()
        self.assertEqual(macro.used, 1)
        self.assertIsNotNone(macro.used_at)

    def test_what_cannot_be_done_is_told_and_keeps_nothing_else(self):
        macro = self.macro(team=self.secret_team.pk, assignee=self.eve.pk, priority=4)
        did = use_macro(macro, self.ticket, by=self.sora)
        self.assertEqual(did.left, {"assignee": "unfit"})
        self.assertEqual(self.now().priority, 4)

    def test_an_answer_that_collides_keeps_everything_undone(self):
        macro = self.macro("네", priority=4)
        seen = self.now().last_public_id
        self.ticket.reply("먼저", by=self.minho, seen=seen)
        with self.assertRaises(Collision):
            use_macro(macro, self.ticket, by=self.jisu, seen=seen)
        self.assertNotEqual(self.now().priority, 4)
        self.assertFalse(MacroUse.objects.exists())

    def test_undone_it_is_as_before_but_what_was_said_stays(self):
        macro = self.macro(priority=4, tags_added=["환불"], note="전화함")
        did = use_macro(macro, self.ticket, by=self.jisu)
        self.assertTrue(did.use.may_be_undone)
        self.assertEqual(did.use.undo(by=self.jisu), "")
        now = self.now()
        self.assertEqual((now.priority, now.tags.count()), (2, 0))
        self.assertTrue(Message.objects.filter(ticket=now, text="전화함").exists())
        self.assertIsNone(did.use.undo(by=self.jisu))

    def test_what_somebody_changed_since_stays(self):
        did = use_macro(self.macro(priority=4, kind="problem"), self.ticket, by=self.jisu)
        self.ticket.set_priority(1, by=self.minho)
        self.assertEqual(did.use.undo(by=self.jisu), "since")
        self.assertEqual((self.now().priority, self.now().kind), (1, "question"))

    def test_nothing_but_a_note_cannot_be_undone(self):
        did = use_macro(self.macro(note="전화함"), self.ticket, by=self.jisu)
        self.assertFalse(did.use.may_be_undone)


class AlongTests(MacroCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.at = reverse("tickets:messages", args=[self.ticket.pk])

    def send(self, text: str = "네, 확인했습니다.", **more: Any) -> Any:
        form = {"mode": "reply", "text": text, "seen": self.now().to_be_seen, "then": "pending"}
        return self.client.post(self.at, form | more, headers={"HX-Request": "true"})

    def chip(self, name: str, kept: Any) -> str:
        return json.dumps([name, kept])

    def test_chips_are_done_with_the_answer(self):
        macro = self.macro("네", tags_added=["환불"], status="solved")
        chips = [self.chip("tags_added", ["환불"]), self.chip("status", "solved")]
        answer = self.send(planned=chips, macro=[macro.pk])
        self.assertEqual(answer.status_code, 200, answer.content)
        now, use = self.now(), MacroUse.objects.get()
        self.assertEqual((now.status, [t.name for t in now.tags.all()]), ("solved", ["환불"]))
        replied = Event.objects.get(verb="ticket.replied", cause=use.cause)
        tagged = Event.objects.get(verb="ticket.tags")
        self.assertEqual(tagged.cause, replied.cause)

    def test_taken_back_with_the_answer_the_chips_are_in_the_draft_again(self):
        macro = self.macro("네", tags_added=["환불"], status="solved")
        chips = [self.chip("tags_added", ["환불"]), self.chip("status", "solved")]
        self.send(planned=chips, macro=[macro.pk])
        message = Message.objects.filter(ticket=self.ticket, member=self.jisu).latest("id")
        self.now().take_back(message, by=self.jisu)
        now, draft = self.now(), Draft.objects.get()
        self.assertEqual((now.is_done, now.tags.count()), (False, 0))
        self.assertEqual(draft.along["macros"], [macro.pk])
        self.assertEqual(draft.along["changes"], {"tags_added": ["환불"], "status": "solved"})

    def test_a_status_that_is_chosen_beside_the_button_counts_more(self):
        self.send(planned=[self.chip("status", "solved")], then=["pending", "open"])
        self.assertEqual(self.now().status, "open")

    def test_a_chip_that_is_refused_keeps_the_answer_and_says_which(self):
        answer = self.send(planned=[self.chip("assignee", self.eve.pk)])
        self.assertContains(answer, "담당", status_code=422)
        self.assertFalse(Message.objects.filter(text="네, 확인했습니다.").exists())
        draft = Draft.objects.get()
        self.assertEqual(draft.along["changes"], {"assignee": self.eve.pk})

    def test_a_note_takes_chips_along_too(self):
        self.send(mode="note", planned=[self.chip("status", "on_hold")])
        self.assertEqual(self.now().status, "on_hold")

    def test_words_alone_are_counted_without_an_event(self):
        macro = self.macro("네")
        self.send(macro=[macro.pk])
        macro.refresh_from_db()
        self.assertEqual(macro.used, 1)
        self.assertFalse(Event.objects.filter(verb="ticket.macro").exists())

    def test_what_no_page_of_ours_says_is_passed_over(self):
        bad = [
            "",
            "[",
            "[" * 3000,
            '["status"]',
            '["a\\u0000", 1]',
            '["a", "\\ud800"]',
            '["a", NaN]',
        ]
        fields = QueryDict(mutable=True)
        fields.setlist("planned", bad)
        fields.setlist("macro", ["x", "9" * 30])
        self.assertIsNone(read_chips(self.ticket, self.jisu, fields).kept)
        fields.setlist("planned", ['["status", "nonsense"]'])
        with self.assertRaises(Refusal):
            read_chips(self.ticket, self.jisu, fields).begin(is_answer=True)
        fields.setlist("planned", ['["nonsense", 1]'])
        with self.assertRaises(Refusal):
            read_chips(self.ticket, self.jisu, fields).begin(is_answer=True)

    def test_an_empty_placeholder_is_asked_about(self):
        text = "{{고객.회사}} 담당자님"
        answer = self.send(text)
        self.assertContains(answer, "{{고객.회사}}", status_code=422)
        self.assertContains(answer, "empty_anyway", status_code=422)
        self.assertEqual(self.send("{{고객.회사|귀사}} 담당자님").status_code, 200)
        self.assertEqual(self.send(text, empty_anyway="1").status_code, 200)
        sent = list(Delivery.objects.order_by("id"))[-2:]
        self.assertIn("귀사 담당자님", Message.objects.get(delivery=sent[0]).text)
        self.assertNotIn("{{", Message.objects.get(delivery=sent[1]).text)

    def test_a_draft_keeps_its_chips(self):
        where = reverse("tickets:draft", args=[self.ticket.pk])
        self.client.post(where, {"mode": "reply", "text": "", "planned": self.chip("priority", 4)})
        self.assertEqual(Draft.objects.get().along, {"changes": {"priority": 4}, "macros": []})
        self.client.delete(where)
        self.assertFalse(Draft.objects.exists())


class ChoosingTests(MacroCase):
    """What the picker of the composer asks."""

    def setUp(self):
        self.client.force_login(self.jisu)

    def at(self, macro: Macro) -> str:
        return reverse("actions:macro", args=[self.ticket.pk, macro.pk])

    def test_what_one_uses_most_stands_first(self):
        for name in ("가", "나"):
            Macro.make(by=self.sora, name=name, text="네", whose="company")
        use_macro(Macro.objects.get(name="나"), self.ticket, by=self.jisu, text="")
        offered = self.client.get(reverse("actions:macros", args=[self.ticket.pk])).json()
        self.assertEqual([each["name"] for each in offered["macros"]], ["나", "가"])

    def test_its_words_are_filled_in_and_what_is_empty_stays(self):
        macro = self.macro("{{고객.이름}}님 {{고객.회사}} {{고객.회사|귀사}}")
        told = self.client.get(self.at(macro)).json()
        self.assertEqual(told["text"], "김하늘님 {{고객.회사}} 귀사")

    def test_a_private_teams_name_is_not_told(self):
        macro = self.macro("네", team=self.secret_team.pk)
        told = self.client.get(self.at(macro)).json()
        self.assertNotIn("결제팀", told["chips"])
        self.assertIn("data-refused", told["chips"])

    def test_one_of_another_brand_does_not_exist_here(self):
        macro = self.macro("네")
        macro.brands.set([self.haneul])
        self.assertEqual(self.client.get(self.at(macro)).status_code, 404)

    def test_at_once_it_can_be_undone_and_says_what_was_left_out(self):
        macro = self.macro(priority=4, team=self.secret_team.pk)
        answer = self.client.post(self.at(macro), headers={"HX-Request": "true"})
        use = MacroUse.objects.get()
        self.assertContains(answer, reverse("actions:undoing", args=[use.pk]))
        self.assertContains(answer, "하지 못한 일")
        self.client.post(reverse("actions:undoing", args=[use.pk]), headers={"HX-Request": "true"})
        self.assertEqual(self.now().priority, 2)
        again = reverse("actions:undoing", args=[use.pk])
        refused = self.client.post(again, headers={"HX-Request": "true"})
        self.assertEqual(refused.status_code, 409)
