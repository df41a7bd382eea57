"""/channels: mail addresses are made, changed, switched off and, unused, deleted."""

from maru.extensions.email.models import (
    DkimKey,
    Hook,
    Mailbox,
    MailImport,
    Relay,
    SendingDomain,
)
from maru.records.channels.models import Channel, Delivery
from maru.staff.journal.models import Event
from maru.support.tickets.models import Ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class AddressTests(ApiTestCase):
    def setUp(self):
        self.soras = self.api(self.sora)

    def make(self, address: str = "suport@onnuri.example") -> str:
        made = self.soras.post("/channels", {"address": address, "brand": self.onnuri.pk})
        self.assertEqual(made.status_code, 201, made.content)
        return f"/channels/{made.json()['id']}"

    def test_it_is_made_shown_changed_and_switched_off_and_on(self):
        path = self.make(" Help@Onnuri.example ")
        made = self.soras.get(path).json()
        self.assertEqual((made["address"], made["is_active"]), ("help@onnuri.example", True))
        changed = self.soras.patch(path, {"team": self.team.pk, "name": "도움"}).json()
        self.assertEqual((changed["team"], changed["name"]), (self.team.pk, "도움"))
        self.assertEqual(self.soras.patch(path, {"team": None}).json()["team"], None)
        off = self.soras.patch(path, {"is_active": False}).json()
        self.assertEqual((off["is_active"], off["name"]), (False, "도움"))
        self.assertEqual(off["answers_leave_by"], self.mailbox.pk)
        on = self.soras.patch(path, {"is_active": True}).json()
        self.assertEqual(on["answers_leave_by"], on["id"])
        told = Event.objects.filter(subject_kind="channel", subject_id=on["id"])
        self.assertEqual(
            list(told.order_by("id").values_list("verb", flat=True)),
            ["channel.added", *["channel.changed"] * 4],
        )

    def test_of_the_last_one_it_tells_that_answers_cannot_leave(self):
        path = f"/channels/{self.mailbox.pk}"
        self.assertIsNone(self.soras.patch(path, {"is_active": False}).json()["answers_leave_by"])
        self.assertIsNone(self.soras.get("/channels").json()["items"][0]["answers_leave_by"])
        refused = self.api(self.jisu).post(f"/tickets/{self.ticket.number}/messages", {"body": "a"})
        self.assertEqual(refused.json()["error"]["code"], "no_channel")

    def test_bad_answers_say_which(self):
        for wrong, field in [
            ({"address": "nobody"}, "address"),
            ({"address": "a+b@onnuri.example"}, "address"),
            ({"address": "support@onnuri.example"}, "address"),
            ({"brand": self.haneul.pk + 1000}, "brand"),
            ({"team": self.team.pk + 1000}, "team"),
        ]:
            with self.subTest(wrong):
                given = {"address": "new@onnuri.example", "brand": self.onnuri.pk, **wrong}
                refused = self.soras.post("/channels", given)
                self.assertEqual(refused.status_code, 422, refused.content)
                self.assertIn(field, refused.json()["error"]["fields"])
        self.assertFalse(Channel.objects.filter(address="new@onnuri.example").exists())

    def test_unused_it_is_deleted_with_all_that_is_its_own(self):
        path = self.make()
        wrong = Channel.objects.get(address="suport@onnuri.example")
        Relay.objects.create(channel=wrong, host="smtp.wrong.example", as_mailbox=True)
        Hook.objects.create(channel=wrong, provider="postmark", token_hash="x")
        Mailbox.objects.create(channel=wrong, host="imap.wrong.example", user="u")
        self.assertEqual(self.soras.delete(path).status_code, 204)
        for gone in (Relay, Hook, Mailbox):
            self.assertFalse(gone.objects.exists(), gone)
        verbs = Event.objects.filter(verb__endswith=".removed").order_by("id")
        self.assertEqual(
            list(verbs.values_list("verb", flat=True)),
            ["relay.removed", "hook.removed", "mailbox.removed", "channel.removed"],
        )
        self.assertEqual(verbs.last().before["address"], wrong.address)
        self.assertEqual(self.soras.delete(path).status_code, 404)
        self.make()

    def test_its_domain_goes_with_the_last_address_of_it(self):
        one, two = self.make("a@slip.example"), self.make("b@slip.example")
        SendingDomain.find_all()
        DkimKey.make(SendingDomain.objects.get(name="slip.example"), "ed25519")
        self.soras.delete(one)
        self.assertTrue(DkimKey.objects.exists())
        self.soras.delete(two)
        self.assertFalse(DkimKey.objects.exists())
        self.assertFalse(SendingDomain.objects.filter(name="slip.example").exists())
        self.assertTrue(SendingDomain.objects.filter(name="onnuri.example").exists())
        self.assertTrue(Event.objects.filter(verb="dkim_key.removed").exists())

    def test_used_in_any_way_it_stays_with_all_that_is_its_own(self):
        path = self.make()
        wrong = Channel.objects.get(address="suport@onnuri.example")
        Hook.objects.create(channel=wrong, provider="postmark", token_hash="x")

        def opened():
            Ticket.objects.update(channel=wrong)

        def asked():
            MailImport.objects.create(channel=wrong, name="old", sources=[], state="done")

        def sent():
            Delivery.objects.create(channel=wrong, message_id="x@y", outgoing={})

        def came():
            self.mail_in(b"From: kim@example.com\r\n\r\nHello\r\n", to=wrong)

        for use, undo in [
            (opened, lambda: Ticket.objects.update(channel=None)),
            (asked, MailImport.objects.all().delete),
            (sent, Delivery.objects.all().delete),
            (came, lambda: None),
        ]:
            with self.subTest(use.__name__):
                use()
                refused = self.soras.delete(path, Accept_Language="ko")
                self.assertEqual(refused.status_code, 409)
                self.assertEqual(refused.json()["error"]["code"], "used")
                self.assertIn("대신 끄세요", refused.json()["error"]["message"])
                undo()
        self.assertTrue(Hook.objects.exists())
        self.assertFalse(Event.objects.filter(verb__endswith=".removed").exists())

    def test_a_web_form_is_changed_elsewhere(self):
        form = Channel.objects.create(kind="webform", address="form", brand=self.onnuri)
        path = f"/channels/{form.pk}"
        self.assertEqual(self.soras.get(path).json()["answers_leave_by"], self.mailbox.pk)
        for answer in (self.soras.patch(path, {"name": "x"}), self.soras.delete(path)):
            self.assertEqual(answer.status_code, 409)
            self.assertEqual(answer.json()["error"]["code"], "not_an_address")

    def test_an_agent_reads_those_of_their_brands_and_changes_none(self):
        path, jisus = self.make(), self.api(self.jisu)
        self.assertEqual(jisus.get(path).status_code, 200)
        self.assertEqual(jisus.get(f"/channels/{self.other_mailbox.pk}").status_code, 404)
        given = {"address": "new@onnuri.example", "brand": self.onnuri.pk}
        for answer in (
            jisus.post("/channels", given),
            jisus.patch(path, {"is_active": False}),
            jisus.delete(path),
        ):
            self.assertEqual(answer.status_code, 403)
