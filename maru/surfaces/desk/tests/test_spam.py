"""Spam leaves every list and count."""

from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.desk.inbox import waiting_for
from maru.surfaces.desk.inbox_views import VIEWS, counts


class SpamTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def test_it_stands_in_its_own_view_alone(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        self.ticket.mark_as_spam(by=self.jisu)
        held = {key for key, view in VIEWS.items() if self.ticket in view.of(self.jisu)}
        self.assertEqual(held, {"spam"})
        self.assertEqual(counts(self.jisu)["spam"], 1)
        request = type("Request", (), {"user": self.jisu})()
        self.assertEqual(waiting_for(request), 0)
        self.assertNotContains(self.client.get("/?view=all"), self.ticket.subject)
        self.assertContains(self.client.get("/?view=spam"), self.ticket.subject)
        page = self.client.get(f"/customers/{self.kim.pk}/")
        self.assertNotContains(page, self.ticket.subject)
