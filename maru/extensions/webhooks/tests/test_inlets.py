"""What comes is stored, worked off once, and what is bad is answered in words and kept."""

from __future__ import annotations

import json
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine
from django.utils import timezone

from maru.extensions.webhooks.inlet_form import InletForm
from maru.extensions.webhooks.models import Arrival, Inlet
from maru.extensions.webhooks.working import forget_old, work_off
from maru.kit.fields.definitions import field_named
from maru.kit.fields.field import CustomField
from maru.kit.webhooks.signing import signed
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.tickets.models import Message, Ticket
from maru.support.tickets.tests.cast import SupportTestCase

ORDER = {
    "id": "evt_1",
    "data": {"order": {"id": 7, "memo": "뚜껑이 깨졌어요"},
             "customer": {"email": "haneul@example.com", "name": "김하늘"}, "urgent": "high"},
}  # fmt: skip
OPENS = {
    "name": "쇼핑몰", "does": "opens", "email": "data.customer.email",
    "customer_name": "data.customer.name", "subject": "주문 {{data.order.id}} 문제",
    "body": "data.order.memo", "priority": "data.urgent",
}  # fmt: skip


class InletTestCase(SupportTestCase):
    def setUp(self):
        self.boss = self.member("mina", "한미나", Role.ADMIN)
        self.boss.brands.set([self.onnuri])

    def form(self, inlet: Inlet | None = None, **changes) -> InletForm:
        given = {**OPENS, "brand": self.onnuri.pk, **changes}
        return InletForm(given, by=self.boss, instance=inlet)

    def made(self, **changes) -> Inlet:
        form = self.form(**changes)
        self.assertTrue(form.is_valid(), form.errors)
        saved = form.save_by(self.boss)
        self.at, self.secret = urlsplit(form.new_address).path, form.new_secret
        return saved

    def send(self, told=ORDER, **headers):
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        return self.client.post(self.at, body, content_type="application/json", headers=headers)

    def signed(self, told=ORDER, *, ago=0, ident="msg_1", secret="", body=b""):
        whole = json.dumps(told).encode()
        at = timezone.now() - timedelta(seconds=ago)
        proof = signed(whole, ident=ident, at=at, secrets=[secret or self.secret])
        return self.client.post(
            self.at, body or whole, content_type="application/json", headers=proof
        )


class OpeningTests(InletTestCase):
    def test_what_comes_is_stored_and_then_a_ticket(self):
        self.made()
        self.assertEqual(self.send().status_code, 202)
        self.assertEqual(Arrival.objects.get().state, "waiting")
        work_off()
        arrival = Arrival.objects.get()
        ticket = Ticket.objects.get(pk=arrival.ticket)
        self.assertEqual((arrival.state, ticket.subject), ("done", "주문 7 문제"))
        self.assertEqual((ticket.requester.name, ticket.priority), ("김하늘", 3))
        self.assertEqual(ticket.messages.get().text, "뚜껑이 깨졌어요")

    def test_a_hundred_repeats_are_one_ticket(self):
        self.made(ident="id")
        before = Ticket.objects.count()
        said = {self.send().status_code for _ in range(100)}
        self.assertEqual(said, {200, 202})
        while work_off():
            pass
        self.assertEqual(Ticket.objects.count(), before + 1)
        self.assertEqual(self.send().json()["known"], True)

    def test_bad_input_is_answered_in_words_and_kept(self):
        self.made()
        for told, status, code in (
            (b"{", 400, "not_json"), (b"[1]", 400, "not_json"), (b"\xff", 400, "not_json"),
            (b'{"data": NaN}', 400, "not_json"),
            (b'{"data": ' + b"9" * 5000 + b"}", 400, "not_json"), (b"[" * 100_000, 400, "not_json"),
            ({"data": {}}, 422, "missing"),
            ({"data": {**ORDER["data"], "customer": {"email": "x"}}}, 422, "no_email"),
            ({"data": {**ORDER["data"], "urgent": "!!"}}, 422, "no_choice"),
            (b"x" * 300_000, 413, "too_large"),
        ):  # fmt: skip
            answer = self.send(told)
            self.assertEqual((answer.status_code, answer.json()["error"]["code"]), (status, code))
            kept = Arrival.objects.latest("id")
            self.assertEqual((kept.state, kept.status, kept.trouble), ("refused", status, code))
            self.assertTrue(answer.json()["error"]["message"])
        self.assertEqual(work_off(), 0)

    def test_what_was_refused_is_worked_off_once_the_mapping_fits(self):
        inlet = self.made(ident="id", email="data.mail")
        self.assertEqual(self.send().status_code, 422)
        arrival = Arrival.objects.get()
        self.assertEqual((arrival.said_ident, arrival.ident), ("evt_1", None))
        inlet.mapping = {**inlet.mapping, "email": "data.customer.email"}
        inlet.save()
        self.assertTrue(arrival.repeat(by=self.boss))
        self.assertEqual(self.send().json()["known"], True)
        work_off()
        self.assertEqual(Arrival.objects.get().state, "done")

    def test_what_came_again_meanwhile_is_not_repeated(self):
        inlet = self.made(ident="id", email="data.mail")
        self.send()
        refused = Arrival.objects.get()
        inlet.mapping = {**inlet.mapping, "email": "data.customer.email"}
        inlet.save()
        self.assertEqual(self.send().status_code, 202)
        self.assertFalse(refused.repeat(by=self.boss))

    def test_what_cannot_be_read_fails_in_words_when_it_is_repeated(self):
        self.made()
        self.send(b"{")
        arrival = Arrival.objects.get()
        self.assertTrue(arrival.repeat(by=self.boss))
        work_off()
        arrival.refresh_from_db()
        self.assertEqual((arrival.state, arrival.trouble), ("failed", "not_json"))

    def test_deep_and_odd_values_are_words(self):
        self.made(body="data")
        deep = b'{"data": ' + b'{"a":' * 100 + b"1e999" + b"}" * 101
        whole = {**ORDER["data"], "\u0000k\ud800": [None, True, {"x": 1.5}]}
        self.assertEqual(self.send(deep).status_code, 422)
        self.assertEqual(self.send({"data": whole}).status_code, 202)
        work_off()
        self.assertEqual(Arrival.objects.latest("id").state, "done")

    def test_what_no_database_takes_is_taken_as_far_as_it_goes(self):
        self.made()
        told = json.loads(json.dumps(ORDER))
        told["data"]["order"]["memo"] = "a\u0000b\ud800c"
        self.assertEqual(self.send(told).status_code, 202)
        work_off()
        self.assertEqual(Arrival.objects.get().state, "done")

    def test_who_set_it_up_and_is_gone_is_a_failure_that_can_be_repeated(self):
        inlet = self.made()
        self.send()
        self.boss.is_active = False
        self.boss.save()
        work_off()
        arrival = Arrival.objects.get()
        self.assertEqual((arrival.state, arrival.trouble), ("failed", "nobody"))
        self.boss.is_active = True
        self.boss.save()
        self.assertTrue(arrival.repeat(by=self.sora))
        self.assertFalse(arrival.repeat(by=self.sora))
        work_off()
        self.assertEqual(inlet.arrivals.get().state, "done")

    def test_a_member_who_may_not_is_a_failure(self):
        self.made()
        self.send()
        self.boss.brands.clear()
        work_off()
        self.assertEqual(Arrival.objects.get().trouble, "not_allowed")

    def test_what_fails_unforeseen_is_tried_again_and_then_given_up(self):
        inlet = self.made()
        self.send()
        Inlet.objects.filter(pk=inlet.pk).update(mapping=["broken"])
        for _ in range(5):
            Arrival.objects.update(due_at="2020-01-01T00:00:00Z")
            work_off()
        arrival = Arrival.objects.get()
        self.assertEqual((arrival.state, arrival.trouble), ("failed", "failed"))
        self.assertTrue(arrival.words)

    def test_the_log_forgets_after_two_weeks(self):
        self.made()
        self.send()
        work_off()
        self.send()
        Arrival.objects.update(came_at=timezone.now() - timedelta(days=15))
        forget_old()
        self.assertEqual(Arrival.objects.get().state, "waiting")

    def test_a_guessed_address_is_no_address(self):
        self.made()
        self.at = "/in/guess/"
        self.assertEqual(self.send().status_code, 404)
        self.assertFalse(Arrival.objects.exists())

    def test_an_address_of_before_is_good_for_a_day(self):
        inlet = self.made()
        new = urlsplit(inlet.renew("address", by=self.boss)).path
        self.assertEqual(self.send().status_code, 202)
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
            self.assertEqual(self.send().status_code, 404)
            self.at = new
            self.assertEqual(self.send().status_code, 202)

    def test_switched_off_it_takes_nothing(self):
        self.made().switch(False, by=self.boss)
        self.assertEqual(self.send().status_code, 403)


class SigningTests(InletTestCase):
    def setUp(self):
        super().setUp()
        self.inlet = self.made(is_signed="on")

    def test_a_replay_counts_for_five_minutes_and_once(self):
        with time_machine.travel("2026-11-30T09:00:00Z", tick=False):
            for ago, status in ((0, 202), (299, 200), (300, 200), (301, 401), (-301, 401)):
                self.assertEqual(self.signed(ago=ago).status_code, status, ago)
        work_off()
        self.assertEqual(Arrival.objects.filter(state="done").count(), 1)

    def test_altered_reordered_unsigned_and_of_another_secret(self):
        turned = json.dumps(dict(reversed(list(ORDER.items())))).encode()
        self.assertEqual(self.signed(body=turned).status_code, 401)
        self.assertEqual(self.signed(body=b'{"a": 1}').status_code, 401)
        self.assertEqual(self.signed(secret="whsec_bWFydQ==").status_code, 401)
        self.assertEqual(self.send().json()["error"]["code"], "unsigned")
        self.assertFalse(Arrival.objects.exclude(body="").exists())

    def test_of_what_is_not_proved_the_log_keeps_two_hundred_an_hour(self):
        Arrival.objects.bulk_create(
            Arrival(inlet=self.inlet, state="refused", status=401) for _ in range(199)
        )
        self.assertEqual([self.send().status_code for _ in range(3)], [401, 401, 401])
        self.assertEqual(Arrival.objects.count(), 200)

    def test_a_second_secret_overlaps_for_a_day(self):
        old = self.secret
        new = self.inlet.renew("secret", by=self.boss)
        self.assertEqual(self.signed(ident="a").status_code, 202)
        self.assertEqual(self.signed(ident="b", secret=new).status_code, 202)
        with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
            self.assertEqual(self.signed(ident="c", secret=old).status_code, 401)
            self.assertEqual(self.signed(ident="d", secret=new).status_code, 202)


class AddingTests(InletTestCase):
    def test_a_note_in_the_ticket_of_that_number(self):
        self.made(does="adds", find="ticket", note="택배: {{state}}")
        self.assertEqual(
            self.send({"ticket": f"#{self.ticket.pk}", "state": "출발"}).status_code, 202
        )
        work_off()
        note = Message.objects.filter(ticket=self.ticket, direction="note").get()
        self.assertEqual(note.text, "택배: 출발")

    def test_a_ticket_found_by_a_field_gets_fields_tags_and_a_priority(self):
        for key in ("order_number", "parcel"):
            CustomField.objects.create(noun="ticket", key=key, kind="text", label=key)
        self.made(
            does="adds", find="order", find_by="order_number", priority="p", tags="t",
            fields_="parcel = state",
        )  # fmt: skip
        order = field_named("ticket", "order_number")
        self.ticket.fill_field(order, "A-7", by=self.sora)
        self.ticket.tag_only(["a"], by=self.sora)
        self.send({"order": "A-7", "state": "출발", "p": "urgent", "t": ["b", "c"]})
        work_off()
        arrival = Arrival.objects.get()
        self.assertEqual((arrival.state, arrival.ticket), ("done", self.ticket.pk), arrival.words)
        self.ticket.refresh_from_db()
        self.assertEqual(self.ticket.priority, 4)
        self.assertEqual({tag.name for tag in self.ticket.tags.all()}, {"a", "b", "c"})
        events = Event.objects.filter(verb="ticket.field", subject_id=self.ticket.pk)
        self.assertEqual(events.latest("id").after["value"], "출발")

    def test_a_field_that_does_not_take_it_changes_nothing(self):
        CustomField.objects.create(noun="ticket", key="amount", kind="number", label="금액")
        self.made(does="adds", find="n", note="state", fields_="amount = state")
        self.send({"n": self.ticket.pk, "state": "많이"})
        work_off()
        arrival = Arrival.objects.get()
        self.assertEqual((arrival.state, arrival.trouble), ("failed", "bad_field"))
        self.assertFalse(Message.objects.filter(ticket=self.ticket, direction="note").exists())

    def test_a_ticket_that_is_not_seen_is_none(self):
        self.made(does="adds", find="ticket", note="state")
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.boss.role = Role.MANAGER
        self.boss.save()
        for number in (self.ticket.pk, 999_999, "x", "9" * 30):
            self.send({"ticket": number, "state": "출발"})
        work_off()
        self.assertEqual(
            set(Arrival.objects.values_list("state", "trouble")), {("failed", "no_ticket")}
        )
