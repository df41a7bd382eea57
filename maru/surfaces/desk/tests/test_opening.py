from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.records.customers.models import ContactPoint, Customer
from maru.support.tickets.choices import Direction, Priority, Source
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase


class OpeningTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def post(self, **fields: Any) -> Any:
        usual = {
            "source": "phone", "brand": self.onnuri.pk, "subject": "환불 문의", "kind": "request",
            "text": "내일 다시 전화 달라고 하심", "priority": 3, "tags": "환불, 전화",
        }  # fmt: skip
        return self.client.post("/tickets/new/", {**usual, **fields})

    def opened(self) -> Ticket:
        return Ticket.objects.latest("number")

    def test_a_call_of_a_known_customer_becomes_a_ticket(self):
        file = SimpleUploadedFile("영수증.txt", "12,000원".encode())
        response = self.post(
            customer=self.kim.pk, team=self.team.pk, assignee=self.jisu.pk, attached=[file]
        )
        ticket = self.opened()
        self.assertRedirects(response, f"/tickets/{ticket.number}/")
        self.assertEqual((ticket.requester, ticket.source), (self.kim, Source.PHONE))
        self.assertEqual((ticket.priority, ticket.assignee), (Priority.HIGH, self.jisu))
        self.assertEqual(sorted(t.name for t in ticket.tags.all()), ["전화", "환불"])
        message = ticket.messages.get()
        self.assertEqual(message.direction, Direction.FROM_CUSTOMER)
        self.assertEqual(message.attachments.get().name, "영수증.txt")

    def test_a_new_customer_is_kept_with_the_number_in_one_spelling(self):
        self.post(name="임채원", phone="010 5550 0163", email="Chaewon.Lim@Example.com")
        customer = self.opened().requester
        assert customer
        values = set(customer.contact_points.values_list("value", flat=True))
        self.assertEqual(values, {"+821055500163", "chaewon.lim@example.com"})

    def test_a_known_address_leads_to_its_customer_and_the_number_joins(self):
        self.post(name="", email="haneul.kim@example.com", phone="010-5550-0142")
        self.assertEqual(self.opened().requester, self.kim)
        self.assertEqual(ContactPoint.objects.get(value="+821055500142").customer, self.kim)

    def test_address_and_number_of_two_people_are_refused(self):
        self.post(name="임채원", phone="010-5550-0163")
        response = self.post(email="haneul.kim@example.com", phone="010-5550-0163")
        self.assertEqual(response.status_code, 422)

    def test_errors_keep_what_was_typed(self):
        count = Ticket.objects.count()
        for wrong in (
            {"subject": ""}, {"phone": "전화번호"}, {"email": "haneul.kim@"}, {"name": "임채원"},
            {"phone": "010-5550-0163"}, {"priority": "9"}, {"brand": self.haneul.pk},
        ):  # fmt: skip
            response = self.post(**wrong)
            self.assertContains(response, "내일 다시 전화 달라고 하심", status_code=422)
        self.assertEqual((Ticket.objects.count(), Customer.objects.count()), (count, 1))

    def test_files_that_a_browser_forgets_are_asked_for_again(self):
        response = self.post(subject="", attached=[SimpleUploadedFile("a.txt", b"a")])
        self.assertContains(response, "notice--inset", status_code=422)

    def test_suggestions_are_customers_one_may_see(self):
        for words in ("하늘", "haneul.kim"):
            found = self.client.get("/tickets/new/customers/", {"who": words})
            self.assertContains(found, f'value="{self.kim.pk}"')
        self.client.force_login(self.eve)
        found = self.client.get("/tickets/new/customers/", {"who": "하늘"})
        self.assertNotContains(found, f'value="{self.kim.pk}"')
        self.assertEqual(self.post(customer=self.kim.pk, brand=self.haneul.pk).status_code, 422)

    def test_the_customer_of_another_brand_is_not_opened_a_ticket_with(self):
        self.client.force_login(self.sora)
        response = self.post(customer=self.kim.pk, brand=self.haneul.pk)
        self.assertContains(response, "온누리 상점", status_code=422)
        for brand, there in ((self.onnuri, True), (self.haneul, False)):
            asked = {"who": "하늘", "brand": brand.pk}
            found = self.client.get("/tickets/new/customers/", asked)
            self.assertIs(f'value="{self.kim.pk}"'.encode() in found.content, there)

    def test_a_customer_comes_chosen_from_their_page(self):
        page = self.client.get("/tickets/new/", {"customer": self.kim.pk})
        self.assertContains(page, f'value="{self.kim.pk}" checked')
        for odd in ("x", "9" * 40, "-1"):
            self.assertEqual(self.client.get(f"/tickets/new/?customer={odd}").status_code, 200)

    def test_who_may_not_answer_may_not_open(self):
        self.client.force_login(self.cole)
        self.assertEqual(self.client.get("/tickets/new/").status_code, 404)
        self.assertEqual(self.post(customer=self.kim.pk).status_code, 404)
