from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord, Event
from maru.surfaces.api.tests.cast import ApiTestCase

RAW = b"From: haneul.kim@example.com\r\nTo: support@onnuri.example\r\nSubject: x\r\n\r\nhello\r\n"


class EnvelopeTests(ApiTestCase):
    def setUp(self):
        self.message = self.mail_in(RAW)
        self.envelope = self.message.envelope
        self.path = f"/envelopes/{self.envelope.pk}"

    def set_aside(self):
        Envelope.objects.update(state=EnvelopeState.QUARANTINED, reason="too_deep", detail="d")

    def test_the_list_tells_state_reason_and_hash(self):
        self.set_aside()
        page = self.api(self.jisu, "tickets:read").get("/envelopes", state="quarantined").json()
        envelope = page["items"][0]
        self.assertEqual((envelope["state"], envelope["reason"]), ("quarantined", "too_deep"))
        self.assertEqual(envelope["sha256"], self.envelope.sha256)
        self.assertEqual(envelope["channel"]["address"], "support@onnuri.example")

    def test_the_raw_mail_is_for_leads_and_recorded(self):
        self.assertEqual(self.api(self.jisu).get(f"{self.path}/raw").status_code, 403)
        response = self.api(self.minho).get(f"{self.path}/raw")
        self.assertEqual(response["Content-Type"], "message/rfc822")
        self.assertTrue(response["X-Maru-Send-File"].endswith(self.envelope.sha256))
        self.assertEqual(AccessRecord.objects.get(what="raw").customers, [self.kim.pk])
        self.assertTrue(Event.objects.filter(verb="envelope.read").exists())

    def test_the_same_address_at_another_brand_was_not_read(self):
        address = "haneul.kim@example.com"
        there = recognise(ContactKind.EMAIL, address, brand=self.haneul)
        Envelope.objects.filter(pk=self.envelope.pk).update(transport={"mail_from": address})
        self.ticket.reply("답", by=self.jisu)
        self.api(self.minho).get(f"{self.path}/raw")
        self.api(self.minho).get("/deliveries")
        read = [customer for record in AccessRecord.objects.all() for customer in record.customers]
        self.assertIn(self.kim.pk, read)
        self.assertNotIn(there.pk, read)

    def test_retry_and_discard(self):
        minho = self.api(self.minho)
        self.assertEqual(minho.post(f"{self.path}/retry").status_code, 409)
        self.set_aside()
        response = minho.post(f"{self.path}/discard", {"reason": "광고"})
        self.assertEqual(response.json()["state"], "discarded")
        self.assertEqual(minho.post(f"{self.path}/discard", {"reason": "광고"}).status_code, 409)
        self.assertEqual(minho.post(f"{self.path}/retry").json()["state"], "received")
        self.assertEqual(self.api(self.jisu).post(f"{self.path}/retry").status_code, 403)

    def test_the_mail_of_a_private_team_is_hidden_from_the_others(self):
        self.message.ticket.hand_to(self.secret_team, by=self.sora)
        self.message.ticket.reply("비밀 답장", by=self.jisu)
        for member, status in ((self.minho, 404), (self.sora, 200)):
            self.assertEqual(self.api(member).get(f"{self.path}/raw").status_code, status)
            items = self.api(member).get("/deliveries").json()["items"]
            self.assertEqual(len(items), 1 if status == 200 else 0)


class DeliveryTests(ApiTestCase):
    def test_a_failed_delivery_can_be_sent_again(self):
        self.ticket.reply("답", by=self.jisu)
        delivery = Delivery.objects.get()
        minho = self.api(self.minho)
        path = f"/deliveries/{delivery.pk}/repeat"
        self.assertEqual(minho.post(path).status_code, 409)
        Delivery.objects.update(state=DeliveryState.FAILED, error="550 no")
        failed = minho.get("/deliveries", state="failed").json()["items"][0]
        self.assertEqual((failed["error"], failed["message_id"]), ("550 no", delivery.message_id))
        self.assertEqual(self.api(self.jisu).post(path).status_code, 403)
        self.assertEqual(minho.post(path).json()["state"], "queued")
        self.assertEqual(AccessRecord.objects.get(what="api").customers, [self.kim.pk])


class StaffTests(ApiTestCase):
    def test_me_and_the_colleagues_of_my_brands(self):
        jisu = self.api(self.jisu, "staff:read")
        me = jisu.get("/me").json()
        self.assertEqual((me["email"], me["scopes"]), (self.jisu.email, ["staff:read"]))
        emails = {member["email"] for member in jisu.get("/members").json()["items"]}
        self.assertIn(self.sora.email, emails)
        self.assertNotIn(self.eve.email, emails)
        teams = [team["name"] for team in jisu.get("/teams").json()["items"]]
        self.assertEqual(teams, ["교환·환불팀"])
        brands = [brand["name"] for brand in jisu.get("/brands").json()["items"]]
        self.assertEqual(brands, ["온누리 상점"])
        channels = [channel["address"] for channel in jisu.get("/channels").json()["items"]]
        self.assertEqual(channels, ["support@onnuri.example"])
