"""Placeholders and macros where one writes beside a ticket."""

from __future__ import annotations

from django.urls import reverse

from maru.kit.refusing.refusal import Refusal
from maru.kit.written import Written
from maru.support.actions.models import Macro, MacroUse
from maru.support.sideconversations.filling import filled_for
from maru.support.sideconversations.models import SideConversation, SideDraft
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase


class FillingTests(SideTestCase):
    def filled(self, text, by):
        return filled_for(Written(text), self.ticket, by).text

    def test_who_sees_the_ticket_has_them_filled(self):
        said = self.filled("{{문의.번호}}번, {{상담원.이름}}입니다.", self.jisu)
        self.assertEqual(said, f"{self.ticket.pk}번, 최지수입니다.")

    def test_to_who_does_not_see_it_they_are_words_like_any(self):
        said = self.filled("{{고객.이름}} {{모르는것}}", self.cole)
        self.assertEqual(said, "{{고객.이름}} {{모르는것}}")

    def test_what_is_unknown_or_empty_is_refused_in_words(self):
        for text, code in (("{{모르는것}}", "unknown_placeholder"),
                           ("{{고객.회사}}", "empty_placeholder")):  # fmt: skip
            with self.assertRaises(Refusal) as refused:
                self.filled(text, self.jisu)
            self.assertEqual(refused.exception.code, code)
            self.assertIn(text, refused.exception.words)
        self.assertEqual(self.filled("{{고객.회사|거래처}}", self.jisu), "거래처")


class ComposerTests(SideTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.begin = reverse("sideconversations:of_ticket", args=[self.ticket.pk])

    def test_what_the_customer_wrote_is_quoted_as_it_is(self):
        message = self.ticket.messages.earliest("id")
        type(message).objects.filter(pk=message.pk).update(text="{{모르는것}}이 뭐죠?")
        self.client.post(self.begin, {"to": VENDOR, "text": "{{오늘}} 답을 주세요", "quoting": "1"})
        sent = SideConversation.objects.get().newest.delivery.content.text
        self.assertIn("> {{모르는것}}이 뭐죠?", sent)
        self.assertNotIn("{{오늘}}", sent)

    def test_what_cannot_be_filled_is_said_and_what_was_typed_stays(self):
        refused = self.client.post(self.begin, {"to": VENDOR, "text": "{{모르는것}}"})
        self.assertContains(refused, "모르는것", status_code=422)
        self.assertFalse(SideConversation.objects.exists())
        side = self.ask()
        place = reverse("sideconversations:show", args=[side.pk])
        self.client.post(place, {"text": "{{모르는것}}", "seen": side.newest.pk})
        self.assertEqual(SideDraft.objects.get().text, "{{모르는것}}")

    def test_macros_that_gave_their_words_are_counted_and_do_nothing_to_the_ticket(self):
        macro = Macro.make(
            by=self.sora, name="재고", shortcut="", text="있나요?", changes={"status": "solved"},
            whose="company",
        )  # fmt: skip
        given = {"macro": [macro.pk], "planned": '["status", "solved"]'}
        self.client.post(self.begin, {"to": f"고물류, {VENDOR}", "text": "있나요?", **given})
        side = SideConversation.objects.get()
        place = reverse("sideconversations:show", args=[side.pk])
        self.client.post(place, {"text": "있나요?", "seen": side.newest.pk, **given})
        used = list(MacroUse.objects.values_list("ticket", "by", "cause"))
        self.assertEqual(used, [(self.ticket.pk, self.jisu.pk, None)] * 2)
        macro.refresh_from_db()
        self.assertEqual(macro.used, 2)
        self.ticket.refresh_from_db()
        self.assertNotEqual(self.ticket.status, "solved")
        self.client.force_login(self.cole)
        self.client.post(place, {"text": "네", "seen": side.newest.pk, **given})
        self.assertEqual(side.messages.count(), 3)
        self.assertEqual(MacroUse.objects.count(), 2)

    def test_macros_are_offered_to_who_sees_the_ticket_alone(self):
        side = self.ask(f"고물류, {VENDOR}")
        place = reverse("sideconversations:show", args=[side.pk])
        macros = reverse("actions:macros", args=[self.ticket.pk])
        self.assertContains(self.client.get(place), f'data-macros="{macros}"')
        self.client.force_login(self.cole)
        self.assertNotContains(self.client.get(place), "data-macros")
        self.assertEqual(self.client.get(macros).status_code, 404)
