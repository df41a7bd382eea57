"""Abuse is covered before anybody sees it, opened by choice, counted, and answered by steps."""

from django.urls import reverse

from maru.kit.conditions import Asking
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Role
from maru.support.shielding.covering import leads_of
from maru.support.shielding.exposure import of_customers, of_member, of_team
from maru.support.shielding.models import Abuse, Opening, Procedure, StepTaken
from maru.support.tickets.models import Draft, Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.vocabulary import TICKETS

HTMX = {"HX-Request": "true"}
MAIL = (
    "From: 김 <kim@customer.example>\r\nTo: support@onnuri.example\r\nSubject: q\r\n"
    "Message-ID: <{}@customer.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n"
)


class ShieldingTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)

    def mail(self, text: str, number: int = 1) -> Message:
        message = self.mail_in(MAIL.format(number, text).encode())
        assert message
        return Message.objects.select_related("ticket").get(pk=message.pk)

    def page(self, message: Message) -> str:
        place = reverse("desk:ticket", args=[message.ticket_id])
        return self.client.get(place).content.decode()

    def post(self, name: str, message: Message, **given):
        place = reverse(f"shielding:{name}", args=[message.ticket_id, message.abuse.pk])
        return self.client.post(place, given, headers=HTMX)

    def test_it_is_covered_until_one_opens_it_and_then_for_others_still(self):
        message = self.mail("야 이 개새끼야 답장 안 해?")
        self.assertNotIn("개새끼", self.page(message))
        self.post("opening", message)
        self.assertIn("개새끼", self.page(message))
        self.client.force_login(self.minho)
        self.assertNotIn("개새끼", self.page(message))

    def test_what_is_only_angry_is_shown(self):
        message = self.mail("정말 화가 납니다. 최악이에요.")
        self.assertIn("화가 납니다", self.page(message))
        self.assertFalse(Abuse.objects.exists())

    def test_who_opens_is_counted_once(self):
        message = self.mail("씨발 뭐하는 거야")
        self.post("opening", message)
        self.post("opening", message)
        self.assertEqual(Opening.objects.filter(member=self.jisu).count(), 1)
        self.assertEqual(of_member(self.jisu).opened, 1)
        self.assertEqual([each.member for each in of_team(self.sora)], [self.jisu])

    def test_each_of_a_customer_is_counted(self):
        self.mail("씨발 뭐하는 거야", 1)
        second = self.mail("병신아 대답해", 2)
        self.assertEqual(second.abuse.times(), 2)
        self.assertEqual([times for _customer, times in of_customers(self.jisu)], [2])

    def test_what_is_none_is_shown_to_all_and_counts_no_more(self):
        message = self.mail("씨발 뭐하는 거야")
        self.post("dismissal", message)
        self.client.force_login(self.minho)
        self.assertIn("씨발", self.page(message))
        self.assertEqual(of_customers(self.jisu), [])
        self.assertTrue(Event.objects.filter(verb="ticket.abuse_dismissed").exists())

    def test_a_warning_is_written_and_not_sent(self):
        message = self.mail("병신아 대답해")
        self.assertEqual(self.post("step", message, step="warn").status_code, 204)
        draft = Draft.objects.get(ticket=message.ticket, member=self.jisu)
        self.assertEqual(draft.text, Procedure().words("warn", "ko"))
        self.assertFalse(message.ticket.messages.filter(direction="out").exists())
        self.assertEqual(StepTaken.objects.get().step, "warn")

    def test_a_note_that_is_being_written_is_not_sent_along(self):
        message = self.mail("병신아 대답해")
        Draft.keep(message.ticket, self.jisu, "우리끼리", "note")
        self.assertEqual(self.post("step", message, step="end").status_code, 422)
        self.assertEqual(Draft.objects.get().text, "우리끼리")
        self.assertFalse(StepTaken.objects.exists())

    def test_last_words_solve_when_they_are_sent(self):
        message = self.mail("병신아 대답해")
        self.post("step", message, step="end")
        self.assertEqual(Draft.objects.get().then, "solved")

    def test_it_is_handed_to_somebody_who_leads_and_to_nobody_else(self):
        message = self.mail("병신아 대답해")
        self.post("step", message, step="hand_over", to=self.minho.pk)
        self.assertEqual(Ticket.objects.get(pk=message.ticket_id).assignee, self.minho)
        refused = self.post("step", message, step="hand_over", to=self.eve.pk)
        self.assertEqual(refused.status_code, 422)

    def test_who_leads_is_found_at_once_however_many_they_are(self):
        others = [self.member(f"lead{n}", f"팀장{n}", Role.LEAD) for n in range(5)]
        ticket = Ticket.objects.select_related("team").get(pk=self.ticket.pk)
        with self.assertNumQueries(1):
            found = leads_of(ticket, self.minho)
        self.assertEqual({each.pk for each in found}, {self.sora.pk, *(o.pk for o in others)})
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.assertEqual(leads_of(Ticket.objects.get(pk=ticket.pk), self.minho), [self.sora])

    def test_a_rest_is_a_break_with_an_end(self):
        message = self.mail("병신아 대답해")
        self.post("step", message, step="rest")
        me = Member.objects.get(pk=self.jisu.pk)
        self.assertEqual(me.availability, "break")
        self.assertIsNotNone(me.back_at)

    def test_a_stranger_finds_nothing(self):
        message = self.mail("병신아 대답해")
        self.client.force_login(self.eve)
        self.assertEqual(self.post("opening", message).status_code, 404)

    def test_it_can_be_switched_off(self):
        Procedure.objects.create(is_on=False)
        self.assertIn("씨발", self.page(self.mail("씨발 뭐하는 거야")))

    def test_conditions_ask_for_it(self):
        message = self.mail("병신아 대답해")
        asked = TICKETS.read({"field": "abusive", "op": "is", "value": True})
        self.assertTrue(TICKETS.holds(asked, message.ticket, Asking()))
        found = Ticket.objects.filter(TICKETS.query(asked, Asking()))
        self.assertEqual([ticket.pk for ticket in found], [message.ticket_id])

    def test_the_settings_take_words_of_ones_own(self):
        self.client.force_login(self.sora)
        place = reverse("console:shielding")
        self.assertContains(self.client.get(place), "placeholder")
        given = {"is_on": "on", "warn_ko": "욕은 하지 말아 주세요", "rest": "20"}
        self.client.post(place, given)
        self.assertEqual(Procedure.here().words("warn", "ko"), "욕은 하지 말아 주세요")
        self.assertEqual(self.client.post(place, {"rest": "0"}).status_code, 422)

    def test_the_page_of_exposure_is_there_for_agents_and_leads(self):
        message = self.mail("병신아 대답해")
        self.post("opening", message)
        for member in (self.jisu, self.minho, self.sora):
            self.client.force_login(member)
            shown = self.client.get(reverse("shielding:exposure"))
            self.assertEqual(shown.status_code, 200)
        self.assertContains(shown, '<th scope="col">연 메시지</th>')
        seen = AccessRecord.objects.of_customers([message.customer_id]).filter(what="list")
        self.assertEqual({each.member_id for each in seen}, {self.minho.pk, self.sora.pk})

    def test_the_api_lists_and_steps(self):
        message = self.mail("병신아 대답해")
        auth = {"Authorization": f"Bearer {ApiToken.issue(self.jisu, SCOPES)}"}
        place = f"/api/v1/tickets/{message.ticket_id}/abuse"
        told = self.client.get(place, headers=auth).json()["items"][0]
        self.assertEqual((told["kinds"], told["times"]), (["insult"], 1))
        at = f"{place}/{told['id']}"
        json = {"content_type": "application/json", "headers": auth}
        self.assertEqual(self.client.post(f"{at}/steps", {"step": "rest"}, **json).status_code, 204)
        self.assertEqual(self.client.put(f"{at}/dismissal", **json).status_code, 204)
        self.assertEqual(self.client.get("/api/v1/me/abuse", headers=auth).json()["rests"], 1)
