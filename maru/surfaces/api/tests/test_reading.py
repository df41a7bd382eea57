"""What the caller has seen of a ticket."""

from maru.support.tickets.reading.seen import see
from maru.surfaces.api.tests.cast import ApiTestCase


class ReadingTests(ApiTestCase):
    def setUp(self):
        self.minhos = self.api(self.minho)
        self.address = f"/tickets/{self.ticket.pk}/unread"

    def unread(self):
        page = self.minhos.get("/tickets", unread="true").json()
        rest = self.minhos.get("/tickets", unread="false").json()
        numbers = [ticket["number"] for ticket in page["items"]]
        self.assertNotEqual(numbers, [ticket["number"] for ticket in rest["items"]])
        self.assertEqual(
            {ticket["unread"] for ticket in page["items"]}, {True} if numbers else set()
        )
        self.assertNotIn(True, [ticket["unread"] for ticket in rest["items"]])
        told = self.minhos.get(f"/tickets/{self.ticket.pk}").json()["unread"]
        self.assertEqual(told, self.ticket.pk in numbers)
        return numbers

    def test_it_is_read_when_the_caller_says_so_and_unread_again(self):
        self.assertEqual(self.unread(), [self.ticket.pk])
        self.minhos.get(f"/tickets/{self.ticket.pk}")
        self.assertEqual(self.unread(), [self.ticket.pk])
        self.assertEqual(self.minhos.delete(self.address).status_code, 204)
        self.assertEqual(self.unread(), [])
        self.assertEqual(self.minhos.post(self.address, {}).status_code, 204)
        self.assertEqual(self.unread(), [self.ticket.pk])

    def test_it_is_the_callers_own(self):
        see(self.ticket.pk, self.minho)
        self.assertEqual(self.unread(), [])
        self.assertEqual(self.api(self.eve).post(self.address, {}).status_code, 404)
