"""S8: whoever works for one brand and knows an address learns nothing that another brand knows."""

from __future__ import annotations

from typing import Any

from maru.records.customers.editing import add_contact_point, edit
from maru.records.customers.models import Customer
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

CANARY = "까치밥7341"
KIM, MORE, PHONE = "haneul.kim@example.com", "canary7341@example.com", "+821055507341"
SECRETS = [(CANARY,), (MORE,), ("55507341", "5550-7341")]


class BrandTests(SupportTestCase):
    """kim is the other brand's customer; eve tries all that she can with kim's addresses."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        edit(cls.kim, by=cls.jisu, name=f"김하늘 {CANARY}", note=CANARY)
        add_contact_point(cls.kim, "email", MORE, by=cls.jisu)
        add_contact_point(cls.kim, "phone", PHONE, by=cls.jisu)
        cls.ticket.rename(CANARY, by=cls.jisu)

    def setUp(self) -> None:
        self.client.force_login(self.eve)
        self.token = {"Authorization": f"Bearer {ApiToken.issue(self.eve, SCOPES)}"}
        self.leaks: list[str] = []
        self.typed = ""

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Ask as eve and grep the answer for what is not hers; what she typed is no leak."""
        if path.startswith("/api/"):
            sent: dict[str, Any] = {"content_type": "application/json", "headers": self.token}
        else:
            sent = {"headers": {"HX-Request": "true"}}
        response = getattr(self.client, method)(path, data, **sent)
        told = response.getvalue().decode() + str(response.headers)
        self.typed += f"{path} {data}"
        unknown = [words for words in SECRETS if not any(word in self.typed for word in words)]
        self.leaks += [f"{path}: {word}" for words in unknown for word in words if word in told]
        return response

    def look_everywhere(self) -> None:
        """Read every list and page of eve's, and all that hangs on her tickets and customers."""
        for path in ("/", "/?view=all", "/customers/", "/tickets/new/", "/members/", "/console/",
                     "/console/mailbox/", "/console/quarantine/"):  # fmt: skip
            self.ask("get", path)
        for words in ("haneul.kim", "하늘", KIM):
            for path in ("/?view=all&q=", "/customers/?q=", "/tickets/new/customers/?who="):
                self.ask("get", path + words)
        for path in ("customers", "tickets", "members", "envelopes", "deliveries", "channels"):
            self.ask("get", f"/api/v1/{path}")
        items = self.ask("get", f"/api/v1/customers?email={KIM}").json()["items"]
        self.assertNotIn(self.kim.pk, [item["id"] for item in items])
        for customer in Customer.objects.filter(brand=self.haneul):
            self.ask("get", f"/customers/{customer.pk}/")
            self.ask("get", f"/customers/{customer.pk}/about/")
            self.ask("get", f"/tickets/new/?customer={customer.pk}")
            self.ask("get", f"/api/v1/customers/{customer.pk}")
        for ticket in Ticket.objects.filter(brand=self.haneul):
            self.ask("get", f"/tickets/{ticket.pk}/")
            self.ask("get", f"/api/v1/tickets/{ticket.pk}")
            self.ask("get", f"/api/v1/tickets/{ticket.pk}/messages")

    def test_a_mail_to_both_brands_tells_neither_of_the_other(self):
        message = self.mail_in(mail(sender=f"하늘 <{KIM}>", Subject="둘"), to=self.other_mailbox)
        assert message
        assert message.customer
        self.assertNotEqual(message.customer, self.kim)
        self.assertEqual((message.customer.name, message.customer.brand), ("하늘", self.haneul))
        self.look_everywhere()
        self.assertEqual(self.leaks, [])

    def test_writing_by_api_tells_nothing(self):
        made = self.ask("post", "/api/v1/customers", {"email": KIM, "brand": self.haneul.pk})
        self.assertEqual((made.status_code, made.json()["name"]), (201, ""))
        for requester in ({"email": KIM}, self.kim.pk):
            data = {"subject": "s", "body": "b", "requester": requester}
            answer = self.ask("post", "/api/v1/tickets", data)
            self.assertEqual(answer.status_code, 422 if requester == self.kim.pk else 201)
        self.look_everywhere()
        self.ask("post", "/api/v1/tickets", {**data, "requester": {"phone": PHONE}})
        ours = f"/api/v1/customers/{made.json()['id']}"
        added = self.ask("post", ours + "/contact-points", {"kind": "email", "value": MORE})
        self.assertEqual(added.status_code, 201)  # "taken" would tell that somebody has it
        self.look_everywhere()
        self.assertEqual(self.leaks, [])

    def test_writing_on_the_pages_tells_nothing(self):
        usual = {"source": "phone", "brand": self.haneul.pk, "subject": "s", "kind": "request",
                 "text": "t", "priority": 3}  # fmt: skip
        # Were kim known here, no name would be needed, and two owners would be told of.
        for who in ({"email": KIM}, {"email": KIM, "phone": "010-5550-0001"}):
            unnamed = self.ask("post", "/tickets/new/", {**usual, **who})
            self.assertContains(unnamed, "새 고객의 이름", status_code=422)
        both = {"email": "new@example.com", "phone": "010-5550-0001", "name": "새 고객"}
        self.assertEqual(self.ask("post", "/tickets/new/", {**usual, **both}).status_code, 302)
        made = Customer.objects.get(brand=self.haneul)
        points = self.ask("post", f"/customers/{made.pk}/contact-points/", {"value": KIM})
        self.assertEqual(points.status_code, 200)
        ticket = Ticket.objects.get(brand=self.haneul)
        self.ask("post", f"/tickets/{ticket.pk}/participants/", {"address": KIM})
        self.look_everywhere()
        self.assertEqual(self.leaks, [])
        self.assertEqual(self.kim.contact_points.count(), 3)
