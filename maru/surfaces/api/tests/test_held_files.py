"""Files and viruses by the API: what was said of a file, and who gets one that is held back."""

from maru.kit.clamd.tests.scanners import EICAR
from maru.staff.journal.models import AccessRecord
from maru.support.tickets.models import PendingFile
from maru.support.tickets.tests.viruses import ScannerMixin
from maru.surfaces.api.tests.cast import ApiTestCase


class HeldFileTests(ScannerMixin, ApiTestCase):
    def test_a_virus_is_told_and_held_until_it_is_released(self):
        file = self.infected()
        path, ticket = f"/attachments/{file.key}", file.message.ticket_id
        agent, admin = self.api(self.jisu), self.api(self.sora)
        (message,) = agent.get(f"/tickets/{ticket}/messages").json()["items"]
        told = {"state": "infected", "virus": "Eicar-Test", "held": True}
        self.assertEqual(message["attachments"][0]["scan"], told)
        for caller, query in [(agent, {}), (agent, {"held": "true"}), (admin, {})]:
            response = caller.get(path, **query)
            self.assertEqual(response.status_code, 403)
            self.assertEqual(response.json()["error"]["code"], "file_held")
            self.assertIn("Eicar-Test", response.json()["error"]["message"])
        envelope = file.message.envelope_id
        raw = self.api(self.minho).get(f"/envelopes/{envelope}/raw")
        self.assertEqual((raw.status_code, raw.json()["error"]["code"]), (403, "file_held"))
        self.assertIn("X-Maru-Send-File", admin.get(path, held="true"))
        self.assertEqual(AccessRecord.objects.get(what="held_file").member_id, self.sora.pk)
        self.assertEqual(agent.post(f"{path}/release").status_code, 403)
        released = admin.post(f"{path}/release").json()
        self.assertEqual((released["scan"]["state"], released["scan"]["held"]), ("released", False))
        self.assertEqual(agent.get(path).status_code, 200)
        self.assertIs(admin.delete(f"{path}/release").json()["scan"]["held"], True)

    def test_an_upload_with_a_virus_is_refused(self):
        caller = self.api(self.jisu)
        refused = caller.upload("나쁜.zip", EICAR, Idempotency_Key="one")
        self.assertEqual(refused.status_code, 422)
        self.assertEqual(refused.json()["error"]["code"], "infected_file")
        self.assertFalse(PendingFile.objects.exists())
        self.assertEqual(caller.upload("a.txt", b"good", Idempotency_Key="one").status_code, 201)
        self.assertEqual(caller.upload("a.txt", b"good", Idempotency_Key="one").status_code, 201)
        self.assertEqual(PendingFile.objects.count(), 1)

    def test_nobody_without_a_token_occupies_the_scanner(self):
        caller = self.api(self.jisu)
        caller.headers = {}
        self.assertEqual(caller.upload("a.txt", b"x").status_code, 401)
        self.assertEqual(self.scanner.scanned, [])
