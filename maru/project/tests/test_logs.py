"""What stands in the log, and what never does (S20)."""

import io
import json
import logging
from contextlib import contextmanager
from unittest import mock

from django.db import IntegrityError, OperationalError
from django.test import override_settings

from maru.extensions.email.tests.sink import sink
from maru.kit.logs.circumstances import Circumstances
from maru.kit.logs.formats import JsonFormat, TextFormat
from maru.records.channels import dispatch, intake
from maru.records.channels.acceptance import Letter, accept
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.staff.members.models import ApiToken, SignInLink
from maru.support.tickets.tests.cast import LiveSupportTestCase

CANARY = "까치밥비밀이야기"
ADDRESS = "canary.customer@example.com"
PASSWORD = "hunter2-canary"
RAW = (
    f"From: {CANARY} <{ADDRESS}>\r\nTo: support@onnuri.example\r\nSubject: {CANARY}\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\n\r\n{CANARY}\r\n"
).encode()


@contextmanager
def heard(form=JsonFormat, level=logging.DEBUG):
    """Give what the log writes, as the process would write it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(form())
    handler.addFilter(Circumstances())
    root = logging.getLogger()
    kept = root.level
    root.addHandler(handler)
    root.setLevel(level)
    try:
        yield out
    finally:
        root.removeHandler(handler)
        root.setLevel(kept)


def lines(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


class FormatTests(LiveSupportTestCase):
    log = logging.getLogger("maru.test")

    def test_a_line_cannot_be_forged(self):
        for form in (TextFormat, JsonFormat):
            with heard(form) as out:
                self.log.warning("name %s", "x\n2026-11-26 ERROR maru: forged\r\x1b[31m\u2028")
            self.assertEqual(len(out.getvalue().splitlines()), 1, form)
            self.assertNotIn("\x1b", out.getvalue())

    def test_an_error_is_told_by_kind_and_place_and_its_words_only_when_the_machine_s(self):
        with heard() as out:
            for error in (ValueError(CANARY), IntegrityError(f"x\nDETAIL: ({CANARY})"),
                          OperationalError(f"server is away\nDETAIL: {CANARY}")):  # fmt: skip
                try:
                    raise error
                except Exception as caught:
                    self.log.exception("It failed: %s", caught)
        self.assertNotIn(CANARY, out.getvalue())
        value, integrity, operational = lines(out)
        self.assertIn("ValueError at ", value["error"])
        self.assertIn("test_logs.py", integrity["error"])
        self.assertIn("server is away", operational["error"])

    def test_addresses_passwords_and_tokens_are_taken_out(self):
        token = ApiToken.issue(self.jisu, ["staff:read"])
        with heard() as out:
            self.log.info("to %s by smtp://me:%s@mail.example/ with Bearer %s and %s",
                          ADDRESS, PASSWORD, "x" * 30, token)  # fmt: skip
        for secret in (ADDRESS, PASSWORD, "x" * 30, token):
            self.assertNotIn(secret, out.getvalue())

    def test_levels_and_formats_that_do_not_exist_are_refused_in_words(self):
        from maru.project.checks.environment import bad_values

        for name, value in (("MARU_LOG_FORMAT", "xml"), ("MARU_LOG_LEVEL", "info")):
            self.assertTrue([f for f in bad_values({name: value}) if name in f.text])


class RequestTests(LiveSupportTestCase):
    def test_a_request_is_one_line_with_its_route_and_no_words(self):
        self.client.force_login(self.jisu)
        with heard() as out:
            response = self.client.get(f"/tickets/{self.ticket.pk}/?q={CANARY}")
        (line,) = [each for each in lines(out) if "route" in each]
        self.assertEqual(
            (line["method"], line["route"], line["status"], line["member"]),
            ("GET", "/tickets/<int:number>/", 200, self.jisu.pk),
        )
        self.assertEqual(line["request"], response["X-Request-Id"])
        self.assertIn(f"number={self.ticket.pk}", line["message"])
        self.assertGreater(line["ms"], 0)
        for private in (CANARY, self.jisu.name, self.jisu.email, self.kim.name):
            self.assertNotIn(private, out.getvalue())

    def test_a_page_that_breaks_tells_neither_token_nor_words(self):
        token = SignInLink.issue(self.jisu)
        self.client.raise_request_exception = False
        with (
            heard() as out,
            mock.patch.object(SignInLink, "objects", new=mock.Mock(side_effect=None)) as rows,
        ):
            rows.filter.side_effect = ValueError(CANARY)
            rows.select_related.side_effect = ValueError(CANARY)
            self.client.get(f"/sign-in/{token}/")
            self.client.post(f"/sign-in/{token}/")
        self.assertIn("sign-in/<slug:token>/", out.getvalue())
        for secret in (token, CANARY):
            self.assertNotIn(secret, out.getvalue())

    def test_a_search_and_a_wrong_password_leave_no_word(self):
        with heard() as out:
            self.client.post("/sign-in/", {"login": ADDRESS, "password": PASSWORD})
            self.client.force_login(self.jisu)
            self.client.get("/tickets/", {"q": CANARY})
            self.client.get(f"/{CANARY}/nowhere/")
        for secret in (ADDRESS, PASSWORD, CANARY):
            self.assertNotIn(secret, out.getvalue())


class MailTests(LiveSupportTestCase):
    def test_a_mail_and_a_delivery_are_one_line_each_however_they_end(self):
        with heard() as out, sink() as relay:
            accept([Letter(RAW, (self.mailbox.pk,), {"mail_from": ADDRESS})])
            intake.open_waiting()
            accept([Letter(RAW + b"broken", (self.mailbox.pk,), {"mail_from": ADDRESS})])
            with mock.patch.object(intake, "receive", side_effect=ValueError(CANARY)):
                intake.open_waiting()
            relay.faults["rcpt"] = [f"550 5.1.1 <{ADDRESS}> {PASSWORD}", "250 ok"]
            self.ticket.reply(by=self.jisu, text=CANARY)
            server = f"smtp://me:{PASSWORD}@127.0.0.1:{relay.port}"
            with override_settings(MAIL_OUT=server):
                dispatch.send_waiting()
        told = [each for each in lines(out) if "outcome" in each]
        opened = Envelope.objects.get(state=EnvelopeState.OPENED)
        sent = Delivery.objects.latest("id")
        self.assertIn(
            ("envelope", opened.pk, "opened"), [(t["what"], t["id"], t["outcome"]) for t in told]
        )
        self.assertEqual([t["what"] for t in told].count("delivery"), 1)
        self.assertEqual(next(t["id"] for t in told if t["what"] == "delivery"), sent.pk)
        self.assertIn("ValueError at ", out.getvalue())
        for secret in (CANARY, ADDRESS, PASSWORD, "haneul.kim@example.com"):
            self.assertNotIn(secret, out.getvalue())
