from maru.extensions.email.domains.checking import check_due_domains
from maru.extensions.email.models import DkimKey
from maru.extensions.email.tests.test_domains import DomainTestCase
from maru.surfaces.api.tests.cast import ApiTestCase


class SendingDomainTests(DomainTestCase, ApiTestCase):
    def setUp(self):
        super().setUp()
        self.soras = self.api(self.sora)
        self.path = f"/sending-domains/{self.domain.pk}"

    def test_a_check_is_asked_for_and_its_findings_shown(self):
        self.dns.zone.pop(("onnuri.example", "TXT"))
        asked = self.soras.post(f"{self.path}/check")
        self.assertEqual((asked.status_code, asked.json()["checked_at"]), (202, None))
        check_due_domains()
        shown = self.soras.get(self.path).json()
        self.assertEqual(shown["verdict"], "bad")
        finding = next(f for f in shown["findings"] if f["code"] == "spf.none")
        self.assertEqual(finding["record"]["name"], "onnuri.example")
        self.assertTrue(finding["message"])

    def test_keys_are_made_forced_and_removed_and_the_private_half_stays(self):
        made = self.soras.post(f"{self.path}/keys", {"algorithm": "rsa"}).json()
        key = DkimKey.objects.get()
        self.assertEqual(made["record"]["value"], key.record)
        self.assertEqual(made["signs"], False)
        path = f"/sending-domains/keys/{key.pk}"
        self.assertEqual(self.soras.patch(path, {"is_forced": True}).json()["signs"], True)
        listed = self.soras.get("/sending-domains").content.decode()
        self.assertNotIn(key.sealed_private, listed)
        self.assertEqual(self.soras.delete(path).status_code, 204)

    def test_there_is_an_end_of_keys(self):
        for _ in range(6):
            self.soras.post(f"{self.path}/keys", {"algorithm": "ed25519"})
        answer = self.soras.post(f"{self.path}/keys", {"algorithm": "ed25519"})
        self.assertEqual(answer.status_code, 409)

    def test_agents_see_none(self):
        self.assertEqual(self.api(self.jisu).get("/sending-domains").json()["items"], [])
        self.assertEqual(self.api(self.jisu).get(self.path).status_code, 404)
