from maru.records.customers.contact_point import ContactKind
from maru.records.customers.models import Customer
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord, Event
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class CustomerTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.address = f"/customers/{self.kim.pk}/"

    def test_the_list_finds_by_name_address_and_number(self):
        recognise(ContactKind.PHONE, "010-5550-0163", brand=self.onnuri, name="임채원")
        for words, name in {
            "채원": "임채원",
            "5550-0163": "임채원",
            "010 5550 01": "임채원",
            "haneul.kim": "김하늘",
        }.items():
            self.assertContains(self.client.get("/customers/", {"q": words}), name)
        self.assertNotContains(self.client.get("/customers/?q=채원"), "김하늘")

    def test_odd_words_break_nothing(self):
        for odd in ("\x00", "x" * 300, "%", "' OR 1=1", "+82"):
            self.assertIn(self.client.get("/customers/", {"q": odd}).status_code, {200, 422})

    def test_pages_follow_one_another(self):
        for n in range(55):
            recognise(ContactKind.EMAIL, f"c{n}@example.com", brand=self.onnuri)
        self.assertContains(self.client.get("/customers/"), 'rel="next"')

    def test_the_page_shows_who_and_the_tickets_one_may_see(self):
        page = self.client.get(self.address)
        for words in ("김하늘", "haneul.kim@example.com", self.ticket.subject):
            self.assertContains(page, words)
        record = AccessRecord.objects.get()
        self.assertEqual((record.what, record.customers), ("customer", [self.kim.pk]))
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.assertNotContains(self.client.get(self.address), self.ticket.subject)

    def test_other_brands_customers_do_not_exist(self):
        for somebody in (self.eve, self.cole):
            self.client.force_login(somebody)
            self.assertEqual(self.client.get(self.address).status_code, 404)
            self.assertEqual(self.client.post(self.address + "about/").status_code, 404)
            self.assertNotContains(self.client.get("/"), "김하늘")

    def test_a_change_leaves_an_event(self):
        self.client.post(
            self.address + "about/", {"name": "김하늘솔", "language": "ko", "note": "단골"}
        )
        customer = Customer.objects.get(pk=self.kim.pk)
        self.assertEqual((customer.name, customer.note), ("김하늘솔", "단골"))
        event = Event.of(customer).get()
        self.assertEqual((event.verb, event.before["name"]), ("customer.edited", "김하늘"))

    def test_a_bad_change_keeps_what_was_typed(self):
        long = "가" * 10_001
        answer = self.client.post(self.address + "about/", {"name": "김하늘", "note": long})
        self.assertContains(answer, long, status_code=422)
        self.assertEqual(Customer.objects.get(pk=self.kim.pk).note, "")

    def test_an_address_is_added_made_first_and_removed(self):
        points = self.address + "contact-points/"
        for value in ("010 5550 0142", "Sky@Example.com"):
            self.assertEqual(self.client.post(points, {"value": value}).status_code, 200)
        sky = self.kim.contact_points.get(value="sky@example.com")
        self.client.post(f"{points}{sky.pk}/first/")
        self.assertEqual(Customer.objects.get(pk=self.kim.pk).reach, "sky@example.com")
        self.client.delete(f"{points}{sky.pk}/")
        self.assertEqual(self.kim.contact_points.count(), 2)
        verbs = list(Event.of(self.kim).values_list("verb", flat=True))
        self.assertEqual(
            verbs,
            ["customer.reached", "customer.reached", "customer.first", "customer.unreached"],
        )

    def test_a_bad_or_taken_address_is_told(self):
        points = self.address + "contact-points/"
        recognise(ContactKind.EMAIL, "mina@example.com", brand=self.onnuri, name="정민아")
        hidden = recognise(ContactKind.EMAIL, "eve@example.com", brand=self.haneul, name="비밀")
        self.assertContains(self.client.post(points, {"value": "???"}), "???", status_code=422)
        taken = self.client.post(points, {"value": "Mina@example.com"})
        self.assertContains(taken, "정민아", status_code=422)
        free = self.client.post(points, {"value": "eve@example.com"})
        self.assertNotContains(free, hidden.name)  # at another brand it leads to nobody of here

    def test_who_works_for_both_brands_sees_that_the_address_is_known_at_the_other(self):
        there = recognise(
            ContactKind.EMAIL, "haneul.kim@example.com", brand=self.haneul, name="까치"
        )
        open_ticket(by=self.eve, brand=self.haneul, requester=there, subject="거기", text="거기")
        self.assertNotContains(self.client.get(self.address), "까치")
        self.client.force_login(self.sora)
        page = self.client.get(self.address)
        self.assertContains(page, f'href="/customers/{there.pk}/"')
        self.assertContains(page, "문의 1건")
        self.assertEqual(AccessRecord.objects.latest("id").customers, [self.kim.pk, there.pk])
        self.assertContains(
            self.client.get(f"/customers/{there.pk}/"), f'href="/customers/{self.kim.pk}/"'
        )

    def test_another_customers_address_cannot_be_removed_through_this_one(self):
        mina = recognise(ContactKind.EMAIL, "mina@example.com", brand=self.onnuri)
        point = mina.contact_points.get()
        answer = self.client.delete(f"{self.address}contact-points/{point.pk}/")
        self.assertEqual(answer.status_code, 404)
