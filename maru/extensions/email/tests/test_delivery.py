"""D6: at most once where it can be known, never silent where it cannot."""

import email
import threading
from concurrent.futures import wait
from datetime import timedelta
from email.utils import format_datetime
from unittest.mock import patch

from django.db import connections
from django.utils import timezone

from maru.extensions.email import relaying
from maru.extensions.email.connector import EmailConnector
from maru.extensions.email.relaying import own_name
from maru.extensions.email.tests.sink import STEPS, sink
from maru.kit.blobs import store
from maru.kit.database.leases import claim
from maru.records.channels import dispatch
from maru.records.channels.connectors import register
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.dispatch import send_again, send_waiting
from maru.records.channels.incoming import Party
from maru.records.channels.models import Delivery
from maru.records.channels.outgoing import Outgoing, OutgoingFile
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import LiveSupportTestCase


class DeliveryTestCase(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        own_name()  # may take long the first time, where the machine's own name is not known
        self.relay = self.enterContext(sink())
        url = f"smtp://127.0.0.1:{self.relay.port}"
        self.enterContext(self.settings(MAIL_OUT=url))

    def queue(self, number=0, **changes):
        outgoing = Outgoing(
            sender=Party("support@onnuri.example", "온누리 상점"),
            to=[Party(f"kim{number}@example.com", "김하늘")],
            message_id=f"test{number}@onnuri.example",
            subject="답장",
            text="안녕하세요\n.\n..점",
        )
        for name, value in changes.items():
            setattr(outgoing, name, value)
        return Delivery.queue(outgoing, self.mailbox)

    def make_due(self):
        Delivery.objects.filter(state=DeliveryState.QUEUED).update(due_at=timezone.now())

    def state(self, delivery):
        delivery.refresh_from_db()
        return delivery.state


class BrokenConnector(EmailConnector):
    def __init__(self, is_after):
        self.is_after = is_after  # the hand-over

    def send(self, outgoing, channel, before_end):
        if self.is_after:
            before_end()
        raise RuntimeError("a bug")


class StepTests(DeliveryTestCase):
    def test_a_mail_is_sent_once(self):
        delivery = self.queue()
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(delivery.via, f"127.0.0.1:{self.relay.port}")
        self.assertEqual(send_waiting(), 0)
        sender, recipients, raw = self.relay.mails[0]
        self.assertEqual((sender, recipients), ("support@onnuri.example", ["kim0@example.com"]))
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual(mail.get_body(("plain",)).get_content().strip(), "안녕하세요\n.\n..점")
        self.assertEqual(len(self.relay.mails), 1)

    def test_a_programs_mail_comes_from_nobody(self):
        """RFC 3834: so that no other program answers it. Who signs in to a server may need a name
        there."""
        delivery = self.queue(is_automatic=True, in_reply_to="their@example.com")
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        sender, recipients, raw = self.relay.mails[0]
        self.assertEqual((sender, recipients), ("", ["kim0@example.com"]))
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        self.assertEqual(mail["Auto-Submitted"], "auto-replied")
        self.assertEqual(mail["X-Auto-Response-Suppress"], "All")

    def test_hanging_up_at_any_step_loses_and_doubles_nothing(self):
        for number, step in enumerate(STEPS):
            with self.subTest(step):
                self.relay.mails.clear()
                self.relay.heard.clear()
                self.relay.faults = {step: ["drop"]}
                delivery = self.queue(number)
                send_waiting()
                if self.state(delivery) == DeliveryState.QUEUED:
                    self.make_due()
                    send_waiting()
                undecidable = step in {"end", "body"} and delivery.state == DeliveryState.UNKNOWN
                if step == "end":
                    self.assertEqual(self.state(delivery), DeliveryState.UNKNOWN)
                    self.assertIn("no answer", delivery.error)
                    self.assertEqual(len(self.relay.heard), 1)
                elif not undecidable:
                    self.assertEqual(self.state(delivery), DeliveryState.SENT)
                    self.assertEqual((len(self.relay.heard), len(self.relay.mails)), (1, 1))

    def test_a_large_mail_dropped_half_way_is_known_not_to_be_taken(self):
        file = OutgoingFile(
            "큰 파일.bin", "application/octet-stream", store().put(b"x" * 9_000_000)
        )
        self.relay.faults = {"body": ["drop"]}
        delivery = self.queue(files=[file])
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.QUEUED)
        self.make_due()
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(len(self.relay.mails), 1)

    def test_not_now_is_tried_again_and_no_is_final(self):
        for number, step in enumerate(["mail", "rcpt", "data", "end"]):
            for code in ("451", "554"):
                with self.subTest(step=step, code=code):
                    self.relay.faults = {step: f"{code} no"}
                    delivery = self.queue(f"{number}-{code}")
                    send_waiting()
                    expected = DeliveryState.FAILED if code == "554" else DeliveryState.QUEUED
                    self.assertEqual(self.state(delivery), expected)
                    self.assertIn(code, delivery.error)
        self.assertEqual(self.relay.mails, [])

    def test_an_answer_that_means_nothing_after_the_end_mark_is_no_leave_to_send_again(self):
        for number, said in enumerate(["200 ok", "251 ok", "354 go on", "999 x", "what", ""]):
            with self.subTest(said):
                self.relay.faults = {"end": [said or " "]}
                delivery = self.queue(number)
                send_waiting()
                self.assertEqual(self.state(delivery), DeliveryState.UNKNOWN)
                self.assertIn("strange answer", delivery.error)
        self.assertEqual(len(self.relay.heard), 6)

    def test_wild_bytes_in_an_answer_change_nothing(self):
        """PostgreSQL takes no NUL: what the relay took must not end as unsure for that."""
        self.relay.refused = {"no@example.com": "550 un\0known"}
        taken = self.queue(1, cc=[Party("no@example.com"), Party("yes@example.com")])
        send_waiting()
        self.assertEqual(self.state(taken), DeliveryState.SENT)
        self.assertIn("550 unknown", taken.error)
        for number, (said, state) in enumerate(
            [("554 n\0o", DeliveryState.FAILED), ("451 l\0ater", DeliveryState.QUEUED)], 2
        ):
            self.relay.faults = {"end": [said]}
            delivery = self.queue(number)
            send_waiting()
            self.assertEqual(self.state(delivery), state)
            self.assertIn(said.replace("\0", ""), delivery.error)

    def test_an_error_of_ours_is_tried_again_before_the_hand_over_and_unknown_after(self):
        self.addCleanup(register, EmailConnector())
        for number, (is_after, state) in enumerate(
            [(False, DeliveryState.QUEUED), (True, DeliveryState.UNKNOWN)]
        ):
            register(BrokenConnector(is_after))
            delivery = self.queue(number)
            with self.assertLogs("maru.records.channels.dispatch", "ERROR"):
                send_waiting()
            self.assertEqual(self.state(delivery), state)
            self.assertIn("a bug", delivery.error)
        self.make_due()
        register(EmailConnector())
        send_waiting()
        self.assertEqual([to for _, [to], _ in self.relay.mails], ["kim0@example.com"])

    def test_nobody_at_the_relay_is_tried_again_with_growing_pauses(self):
        delivery = self.queue()
        self.relay.faults = {"connect": "drop"}
        pauses = []
        for _ in range(3):
            send_waiting()
            self.assertEqual(self.state(delivery), DeliveryState.QUEUED)
            pauses.append(delivery.due_at - timezone.now())
            self.make_due()
        self.assertEqual(pauses, sorted(pauses))
        self.assertGreater(pauses[-1], 2 * pauses[0])

    def test_some_recipients_refused_is_told(self):
        self.relay.refused = {"no@example.com": "550 5.1.1 unknown"}
        delivery = self.queue(cc=[Party("no@example.com"), Party("yes@example.com")])
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertIn("no@example.com: 550", delivery.error)
        self.assertEqual(self.relay.mails[0][1], ["kim0@example.com", "yes@example.com"])

    def test_all_recipients_refused_is_final(self):
        self.relay.refused = {"kim0@example.com": "550 5.1.1 unknown"}
        delivery = self.queue()
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.FAILED)

    def test_repeated_by_hand_it_is_the_same_mail_to_the_byte(self):
        self.relay.faults = {"end": ["drop"]}
        delivery = self.queue(files=[OutgoingFile("a.txt", "text/plain", store().put(b"hello"))])
        queued = timezone.now() - timedelta(hours=3)
        Delivery.objects.update(created_at=queued)
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.UNKNOWN)
        self.assertTrue(send_again(delivery, by=self.jisu))
        self.assertFalse(send_again(delivery, by=self.jisu))
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        first, second = self.relay.heard
        self.assertEqual(first, second)
        self.assertIn(b"<test0@onnuri.example>", first)
        self.assertIn(f"Date: {format_datetime(queued)}\r\n".encode(), first)  # not when it goes
        verbs = list(Event.of(delivery).values_list("verb", flat=True))
        self.assertEqual(verbs, ["delivery.unknown", "delivery.repeated", "delivery.sent"])

    def test_without_a_relay_it_is_kept_here(self):
        with self.settings(MAIL_OUT=""):
            delivery = self.queue()
            send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(delivery.via, "mailbox")

    def test_a_slow_relay_holds_up_nobody_else(self):
        answer = threading.Event()
        self.relay.faults = {"end": [answer]}
        slow = self.queue(1)
        with patch.object(dispatch, "IMPATIENCE", 0.2):
            send_waiting()
        self.assertEqual(self.state(slow), DeliveryState.SENDING)
        quick = self.queue(2)
        send_waiting()
        self.assertEqual(self.state(quick), DeliveryState.SENT)
        answer.set()
        wait(dispatch._under_way, timeout=60)
        self.assertEqual(self.state(slow), DeliveryState.SENT)

    def test_korean_addresses_need_a_relay_that_takes_them(self):
        taken = self.queue(1, to=[Party("하늘@한글.example")])
        send_waiting()
        self.assertEqual(self.state(taken), DeliveryState.SENT)
        self.assertEqual(self.relay.mails[0][1], ["하늘@xn--bj0bj06e.example"])
        self.relay.extensions = []
        refused = self.queue(2, to=[Party("하늘@example.com")])
        send_waiting()
        self.assertEqual(self.state(refused), DeliveryState.FAILED)
        self.assertIn("SMTPUTF8", refused.error)


class DotTests(DeliveryTestCase):
    """S11 on the way out: no line of a mail ends it, whatever the mail is made of."""

    def test_the_bytes_of_the_mail_are_the_bytes_that_the_relay_has(self):
        inner = b"MAIL FROM:<admin@onnuri.example>\r\nRCPT TO:<eve@evil.example>\r\nDATA\r\n"
        for body in [b".\r\n", b"a\r\n.\r\n" + inner + b"smuggled\r\n.\r\n", b"..\r\n.a\r\n",
                     b"a\r\n.", b"no end", b""]:  # fmt: skip
            with self.subTest(body):
                mail = b"Subject: a\r\n\r\n" + body
                relaying.hand_over(
                    mail, sender="support@onnuri.example", recipients=["kim@example.com"],
                    route=relaying.Route("127.0.0.1", self.relay.port), before_end=lambda: None,
                )  # fmt: skip
                _, _, heard = self.relay.mails.pop()
                self.assertEqual(heard, mail if mail.endswith(b"\r\n") else mail + b"\r\n")
                self.assertEqual(self.relay.mails, [])


class DeadWorkerTests(DeliveryTestCase):
    def abandon(self, delivery, **changes):
        past = timezone.now() - timedelta(minutes=1)
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.SENDING,
            lease_owner="dead-1",
            lease_until=past,
            attempts=1,
            **changes,
        )

    def test_died_before_the_hand_over_it_goes_again(self):
        delivery = self.queue()
        self.abandon(delivery)
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(len(self.relay.mails), 1)

    def test_died_after_the_hand_over_it_is_unknown_and_visible(self):
        delivery = self.queue()
        self.abandon(delivery, handed_over_at=timezone.now())
        send_waiting()
        self.assertEqual(self.state(delivery), DeliveryState.UNKNOWN)
        self.assertEqual(self.relay.mails, [])
        self.assertEqual(Event.of(delivery).get().verb, "delivery.unknown")

    def test_a_worker_that_lost_its_lease_does_not_hand_over(self):
        delivery = self.queue()
        waiting = Delivery.objects.filter(state=DeliveryState.QUEUED)
        (mine,) = claim(waiting, limit=1, lease=timedelta(seconds=-1), state=DeliveryState.SENDING)
        send_waiting()  # another worker, after the lease ran out
        dispatch.send(mine)
        self.assertEqual(self.state(delivery), DeliveryState.SENT)
        self.assertEqual(len(self.relay.mails), 1)

    def test_an_earlier_hand_over_puts_no_doubt_on_the_next_try(self):
        for number, (said, again) in enumerate([("451 later", False), ("554 no", True)]):
            with self.subTest(said):
                self.relay.faults = {"end": [said]}
                delivery = self.queue(number)
                send_waiting()
                if again:
                    self.assertTrue(send_again(delivery, by=self.jisu))
                self.make_due()
                queued = Delivery.objects.filter(state=DeliveryState.QUEUED)
                died = claim(queued, limit=1, lease=timedelta(seconds=-1), state="sending")
                self.assertEqual(len(died), 1)  # before its hand-over
                send_waiting()
                self.assertEqual(self.state(delivery), DeliveryState.SENT)

    def test_a_worker_that_comes_late_writes_over_nothing(self):
        delivery = self.queue()
        waiting = Delivery.objects.filter(state=DeliveryState.QUEUED)
        (late,) = claim(waiting, limit=1, lease=timedelta(seconds=-1), state=DeliveryState.SENDING)
        Delivery.objects.update(handed_over_at=timezone.now())
        dispatch.settle_abandoned()
        for state in (DeliveryState.UNKNOWN, DeliveryState.QUEUED, DeliveryState.SENT):
            self.assertEqual(self.state(delivery), state)
            dispatch._settle(late, DeliveryState.FAILED, error="late")
            dispatch._put_off(late, "late")
            self.assertEqual(self.state(delivery), state)
            if state == DeliveryState.UNKNOWN:
                send_again(delivery, by=self.jisu)
            else:
                send_waiting()
        self.assertEqual(len(self.relay.mails), 1)


class ManyWorkersTests(DeliveryTestCase):
    def test_eight_dispatchers_send_each_mail_once(self):
        number = 60
        for n in range(number):
            self.queue(n)
        threads = [threading.Thread(target=_dispatch) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        wait(dispatch._under_way, 60)  # a slow machine's sendings outlast who began them
        recipients = sorted(r for _, [r], _ in self.relay.mails)
        why = set(Delivery.objects.values_list("state", "error"))
        self.assertEqual(recipients, sorted(f"kim{n}@example.com" for n in range(number)), why)
        states = set(Delivery.objects.values_list("state", flat=True))
        self.assertEqual(states, {DeliveryState.SENT})


def _dispatch():
    try:
        waiting = Delivery.objects.filter(state=DeliveryState.QUEUED)
        while send_waiting() or waiting.exists():  # a slow relay leaves no room for a while
            pass
    finally:
        connections.close_all()
