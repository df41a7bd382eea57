"""Answers leave by the mailbox's own sign-in (XOAUTH2), and by its provider's server alone."""

import base64

from maru.extensions.email.models import Mailbox, Relay
from maru.extensions.email.relay_form import RelayForm
from maru.extensions.email.sending.trouble import WORDS
from maru.extensions.email.tests.sink import sink
from maru.extensions.email.tests.token_server import CLIENT, SECRET, token_server
from maru.records.channels.dispatch import send_waiting
from maru.support.tickets.tests.cast import LiveSupportTestCase

US = "support@onnuri.example"


class SendingAsMailboxTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.settings(MAIL_ALLOW=["127.0.0.0/8"]))
        self.tokens = self.enterContext(token_server())
        self.server = self.enterContext(sink())
        self.server.extensions.append("AUTH LOGIN XOAUTH2")
        self.tokens.grants = {"lasting": US}
        self.account = Mailbox(
            channel=self.mailbox, host="127.0.0.1", user=US, sign_in_by="oauth2",
            token_url=self.tokens.url, client_id=CLIENT,
        )  # fmt: skip
        self.account.client_secret, self.account.refresh_token = SECRET, "lasting"
        self.account.save()

    def form(self, **changes) -> RelayForm:
        given = {"kind": "smtp", "host": "127.0.0.1", "port": self.server.port,
                 "security": "none", "as_mailbox": "on"}  # fmt: skip
        return RelayForm({**given, **changes}, instance=Relay(channel=self.mailbox))

    def saved(self) -> Relay:
        form = self.form()
        self.assertTrue(form.is_valid(), form.errors)
        return form.save_by(self.sora)

    def test_an_answer_leaves_with_a_token_of_the_mailbox(self):
        relay = self.saved()
        self.assertIsNone(relay.try_out(sender=US, recipient="sora@x.example"))
        sent = self.ticket.reply("보내 드립니다", by=self.jisu).delivery
        send_waiting()
        sent.refresh_from_db()
        self.assertEqual(sent.state, "sent", sent.error)
        _word, mechanism, said = self.server.signed_in[-1].split()
        user, token, *_ = base64.b64decode(said).decode().split("\x01")
        self.assertEqual((mechanism, user), ("XOAUTH2", f"user={US}"))
        self.assertIn(token.removeprefix("auth=Bearer "), self.tokens.tokens)

    def test_what_is_wrong_has_words(self):
        relay = self.saved()
        self.server.faults["auth"] = "334 eyJzdGF0dXMiOiI0MDAifQ=="
        self.assertEqual(self.code(relay), "not_to_send")
        self.tokens.grants.clear()
        self.assertEqual(self.code(relay), "as_mailbox")
        sent = self.ticket.reply("보내 드립니다", by=self.jisu).delivery
        send_waiting()
        sent.refresh_from_db()
        self.assertEqual(sent.state, "queued")
        self.assertEqual(self.server.heard, [])

    def code(self, relay: Relay) -> str:
        why = relay.try_out(sender=US, recipient="sora@x.example")
        self.assertIn(why.code, WORDS)
        return why.code

    def test_the_sign_in_is_told_to_its_own_provider_alone(self):
        self.assertIn("host", self.form(host="localhost").errors)
        Mailbox.objects.update(host="imap.gmail.com")
        self.assertIn("smtp.gmail.com", str(self.form().errors["host"]))
        form = self.form(host="", port="")
        self.assertTrue(form.is_valid(), form.errors)
        saved = form.save()
        self.assertEqual((saved.host, saved.port, saved.password), ("smtp.gmail.com", 587, ""))

    def test_an_address_without_such_a_mailbox_cannot(self):
        Mailbox.objects.update(sign_in_by="password")
        self.assertIn("as_mailbox", self.form().errors)
