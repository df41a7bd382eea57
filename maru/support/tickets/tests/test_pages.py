"""The ticket page over HTTP."""

from maru.support.tickets.tests.cast import SupportTestCase


class PageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def test_the_page_shows_the_conversation_and_the_customer(self):
        response = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(response, "방금 받았는데 뚜껑 손잡이 옆이 깨져 있습니다.")
        self.assertContains(response, "haneul.kim@example.com")
