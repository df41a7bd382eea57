"""/relays, with a real SMTP conversation."""

from django.test import override_settings

from maru.extensions.email.models import Relay
from maru.extensions.email.tests.sink import sink
from maru.records.channels.models import Delivery
from maru.surfaces.api.tests.cast import ApiTestCase

SECRET = "wind-borne-key"


@override_settings(MAIL_ALLOW=["127.0.0.0/8"])
class RelayTests(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.soras = self.api(self.sora)
        self.sink = self.enterContext(sink())
        self.sink.extensions.append("AUTH PLAIN")
        self.given = {
            "brand": self.onnuri.pk, "host": "127.0.0.1", "port": self.sink.port,
            "security": "none", "user": "u", "password": SECRET,
        }  # fmt: skip

    def made(self, **changes):
        answer = self.soras.post("/relays", {**self.given, **changes})
        self.assertEqual(answer.status_code, 201, answer.content)
        self.assertNotIn(SECRET, answer.content.decode())
        return f"/relays/{answer.json()['id']}"

    def test_it_is_set_tried_changed_and_forgotten(self):
        path = self.made()
        self.assertEqual(self.soras.get(f"{path}/trial").json()["works"], True)
        self.sink.faults = {"auth": "535 no"}
        tried = self.soras.get(f"{path}/trial").json()
        self.assertEqual((tried["trouble"], tried["detail"]), ("password", "535 no"))
        self.assertEqual(self.soras.patch(path, {"port": 2}).json()["port"], 2)
        self.assertEqual(Relay.objects.get().password, SECRET)
        self.assertEqual(self.soras.delete(path).status_code, 204)
        self.assertEqual(self.soras.get("/relays").json()["items"], [])

    def test_a_test_mail_is_queued_to_oneself(self):
        answer = self.soras.post(f"{self.made()}/test-mail")
        delivery = Delivery.objects.get(pk=answer.json()["delivery"])
        self.assertEqual(delivery.recipients, [self.sora.email])

    def test_one_address_can_have_its_own(self):
        self.made()
        path = self.made(brand=None, channel=self.mailbox.pk)
        self.assertEqual(self.soras.get(path).json()["channel"], self.mailbox.pk)
        self.assertEqual(Relay.of(self.mailbox).channel, self.mailbox)
        self.assertEqual(self.soras.post("/relays", self.given).status_code, 409)

    def test_another_host_is_not_given_the_kept_password(self):
        refused = self.soras.patch(self.made(), {"host": "smtp.evil.example"})
        self.assertEqual(list(refused.json()["error"]["fields"]), ["password"])

    def test_one_thing_that_is_there_must_be_named(self):
        for changes in ({"brand": 999_999}, {"brand": None, "channel": 999_999}):
            answer = self.soras.post("/relays", {**self.given, **changes})
            self.assertEqual(answer.status_code, 404)
        both = {**self.given, "channel": self.mailbox.pk}
        self.assertEqual(self.soras.post("/relays", both).status_code, 422)
