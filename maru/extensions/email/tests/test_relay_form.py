from django.http import Http404

from maru.extensions.email.models import Relay
from maru.extensions.email.relay_form import RelayForm
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class LeftOpenTests(SupportTestCase):
    def test_a_form_that_was_open_does_not_bring_a_removed_server_back(self):
        relay = Relay.objects.create(brand=self.onnuri, host="smtp.onnuri.example")
        relay.password = "let-me-in"
        relay.save()
        given = {"kind": "smtp", "host": relay.host, "port": 465, "security": "tls"}
        form = RelayForm(given, instance=relay)
        self.assertTrue(form.is_valid(), form.errors)
        Relay.objects.get().forget(by=self.sora)
        with self.assertRaises(Http404):
            form.save_by(self.sora)
        self.assertFalse(Relay.objects.exists())
        self.assertEqual(Event.objects.latest("id").verb, "relay.removed")
