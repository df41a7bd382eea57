from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord, Event
from maru.surfaces.api.tests.cast import ApiTestCase

KIM = "haneul.kim@example.com"


class CustomerTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/customers/{self.kim.pk}"

    def test_a_customer_with_everything_that_reaches_them(self):
        customer = self.jisus.get(self.path).json()
        self.assertEqual(customer["name"], "김하늘")
        self.assertEqual(customer["contact_points"][0]["value"], "haneul.kim@example.com")
        self.assertEqual(customer["brand"], self.onnuri.pk)
        self.assertEqual(AccessRecord.objects.get(what="api").customers, [self.kim.pk])

    def test_a_new_address_makes_a_customer_and_a_known_one_finds_them(self):
        data = {"email": "New@Example.com", "phone": "010-5550-0142", "name": "새 고객",
                "brand": self.onnuri.pk, "note": "단골"}  # fmt: skip
        first = self.jisus.post("/customers", data)
        again = self.jisus.post("/customers", {**data, "name": "다른 이름"})
        self.assertEqual((first.status_code, again.status_code), (201, 200), first.content)
        self.assertEqual(first.json()["id"], again.json()["id"])
        self.assertEqual(again.json()["name"], "새 고객")
        values = [point["value"] for point in first.json()["contact_points"]]
        self.assertEqual(values, ["new@example.com", "+821055500142"])

    def test_changing_leaves_an_event_and_ignores_other_fields(self):
        response = self.jisus.patch(self.path, {"note": "메모", "id": 99, "brand": self.haneul.pk})
        self.assertEqual(response.json()["note"], "메모")
        event = Event.of(self.kim).get(verb="customer.edited")
        self.assertEqual((event.before, event.after), ({"note": ""}, {"note": "메모"}))
        self.assertEqual(response.json()["brand"], self.onnuri.pk)

    def test_contact_points_come_and_go(self):
        added = self.jisus.post(
            f"{self.path}/contact-points", {"kind": "phone", "value": "02-555-0142"}
        )
        point = added.json()["contact_points"][1]
        self.assertEqual(point["value"], "+8225550142")
        gone = self.jisus.delete(f"{self.path}/contact-points/{point['id']}")
        self.assertEqual(len(gone.json()["contact_points"]), 1)

    def test_one_of_its_kind_is_first(self):
        new = {"kind": "email", "value": "second@example.com"}
        first, second = self.jisus.post(f"{self.path}/contact-points", new).json()["contact_points"]
        self.assertEqual((first["is_first"], second["is_first"]), (False, False))
        address = f"{self.path}/contact-points/{second['id']}/first"
        for _twice in range(2):
            points = self.jisus.post(address).json()["contact_points"]
        self.assertEqual({p["id"]: p["is_first"] for p in points},
                         {first["id"]: False, second["id"]: True})  # fmt: skip
        shown = self.jisus.get(f"/tickets/{self.ticket.pk}").json()
        self.assertEqual(shown["requester"]["email"], "second@example.com")

    def test_an_address_of_somebody_else_is_refused(self):
        data = {"email": "other@example.com", "brand": self.onnuri.pk}
        other = self.jisus.post("/customers", data).json()
        response = self.jisus.post(
            f"/customers/{other['id']}/contact-points",
            {"kind": "email", "value": "haneul.kim@example.com"},
        )
        self.assertEqual(response.status_code, 409)
        self.assertEqual(response.json()["error"]["code"], "address_taken")

    def test_finding_by_name_address_and_number(self):
        for query, found in [
            ({"q": "하늘"}, True), ({"q": "HANEUL.KIM@example.com"}, True), ({"q": "없음"}, False),
            ({"email": "Haneul.Kim@example.com"}, True), ({"phone": "010-5550-0000"}, False),
        ]:  # fmt: skip
            items = self.jisus.get("/customers", **query).json()["items"]
            self.assertEqual([c["id"] for c in items], [self.kim.pk] if found else [], query)

    def test_one_person_of_two_brands_is_two_customers_found_by_their_address(self):
        there = recognise(ContactKind.EMAIL, KIM, brand=self.haneul, name="다른 이름")
        soras = self.api(self.sora)
        items = soras.get("/customers", email=KIM).json()["items"]
        self.assertEqual([c["id"] for c in items], [there.pk, self.kim.pk])
        [one] = soras.get("/customers", email=KIM, brand=self.haneul.pk).json()["items"]
        self.assertEqual((one["id"], one["brand"]), (there.pk, self.haneul.pk))
        [own] = self.jisus.get("/customers", email=KIM).json()["items"]
        self.assertEqual(own["id"], self.kim.pk)
        self.assertEqual(self.jisus.get("/customers", brand=self.haneul.pk).json()["items"], [])

    def test_a_colleague_without_the_power_to_read_sees_nobody(self):
        cole = self.api(self.cole)
        self.assertEqual(cole.get("/customers").json()["items"], [])
        self.assertEqual(cole.get(self.path).status_code, 404)
        self.assertEqual(Customer.objects.count(), 1)
