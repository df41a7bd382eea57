"""/mailboxes, with a real Dovecot."""

from maru.extensions.email.models import Mailbox, Relay
from maru.extensions.email.tests.dovecot import PASSWORD
from maru.extensions.email.tests.mailboxes import DovecotCase
from maru.staff.journal.models import Event
from maru.surfaces.api.tests.cast import ApiTestCase


class MailboxTests(DovecotCase, ApiTestCase):
    def setUp(self):
        super().setUp()
        self.soras = self.api(self.sora)
        self.given = {
            "address": "help@onnuri.example", "brand": self.onnuri.pk, "host": "127.0.0.1",
            "port": self.dovecot.port, "security": "none", "user": self.user,
            "password": PASSWORD,
        }  # fmt: skip

    def test_it_is_connected_tried_and_changed(self):
        made = self.soras.post("/mailboxes", self.given)
        self.assertEqual(made.status_code, 201, made.content)
        path = f"/mailboxes/{made.json()['id']}"
        self.assertEqual(self.soras.get(f"{path}/trial").json()["works"], True)
        changed = self.soras.patch(path, {"folders": ["INBOX", "Missing"], "interval": 30}).json()
        self.assertEqual((changed["folders"], changed["interval"]), (["INBOX", "Missing"], 30))
        tried = self.soras.get(f"{path}/trial").json()
        self.assertEqual((tried["works"], tried["detail"]), (False, "Missing"))
        self.assertEqual(Mailbox.objects.get().password, PASSWORD)

    def test_what_opens_it_never_comes_out(self):
        self.soras.post("/mailboxes", self.given)
        listed = self.soras.get("/mailboxes").content.decode()
        self.assertIn("help@onnuri.example", listed)
        told = [str(event.after) for event in Event.objects.filter(verb__startswith="mailbox.")]
        self.assertEqual(len(told), 1)
        for text in (listed, *told):
            self.assertNotIn(PASSWORD, text)

    def test_another_host_is_not_given_the_kept_password(self):
        path = f"/mailboxes/{self.soras.post('/mailboxes', self.given).json()['id']}"
        refused = self.soras.patch(path, {"host": "imap.evil.example"})
        self.assertEqual(refused.status_code, 422)
        self.assertEqual(list(refused.json()["error"]["fields"]), ["password"])

    def test_bad_answers_say_which(self):
        for wrong, field in [
            ({"address": "nobody"}, "address"),
            ({"host": "imap.example.com:993/"}, "host"),
            ({"port": 99999}, "port"),
            ({"interval": 1}, "interval"),
            ({"after_reading": "move"}, "move_to"),
            ({"brand": self.haneul.pk + 1000}, "brand"),
        ]:
            with self.subTest(field):
                refused = self.soras.post("/mailboxes", {**self.given, **wrong})
                self.assertEqual(refused.status_code, 422, refused.content)
                self.assertIn(field, refused.json()["error"]["fields"])
        self.assertFalse(Mailbox.objects.exists())

    def test_an_agent_finds_none(self):
        self.connect()
        jisus = self.api(self.jisu)
        self.assertEqual(jisus.get("/mailboxes").json()["items"], [])
        self.assertEqual(jisus.get(f"/mailboxes/{Mailbox.objects.get().pk}").status_code, 404)
        self.assertEqual(jisus.post("/mailboxes", self.given).status_code, 403)

    def test_it_is_removed_once(self):
        path = f"/mailboxes/{self.connect().pk}"
        self.assertEqual(self.api(self.jisu).delete(path).status_code, 404)
        self.assertEqual(self.soras.delete(path).status_code, 204)
        self.assertEqual(self.soras.delete(path).status_code, 404)
        self.assertFalse(Mailbox.objects.exists())
        self.assertEqual(Event.objects.filter(verb="mailbox.removed").count(), 1)

    def test_what_answers_leave_by_is_not_removed(self):
        path = f"/mailboxes/{self.connect().pk}"
        Relay.objects.create(channel=self.mailbox, host="smtp.example", as_mailbox=True)
        refused = self.soras.delete(path)
        self.assertEqual((refused.status_code, refused.json()["error"]["code"]), (409, "sends"))
        self.assertTrue(Mailbox.objects.exists())
