from django.test import override_settings
from django.urls import reverse

from maru.staff.company.models import Company
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase

LINE = "MARU_DEMO=0"


class FirstTicketTests(SupportTestCase):
    def test_an_empty_desk_leads_to_the_mailbox_whoever_may_connect_one(self):
        Message.objects.all().delete()
        self.ticket.delete()
        for member, says in [(self.sora, self.assertContains), (self.jisu, self.assertNotContains)]:
            self.client.force_login(member)
            says(self.client.get(reverse("desk:inbox")), "/console/mailboxes/new/")


class DemoLineTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        Company.objects.update_or_create(id=1, defaults={"name": "시범", "is_demo": True})

    @override_settings(SMTP_PORT=2599)
    def test_a_demo_company_says_so_and_how_to_send_a_first_mail(self):
        page = self.client.get(reverse("desk:inbox"))
        self.assertContains(page, LINE)
        self.assertContains(page, "127.0.0.1&#34;, 2599")

    def test_once_dismissed_it_stays_away(self):
        self.assertRedirects(self.client.post(reverse("desk:demo_dismissal")), "/")
        self.assertNotContains(self.client.get(reverse("desk:inbox")), LINE)

    def test_a_real_company_never_says_it(self):
        Company.objects.update(is_demo=False)
        self.assertNotContains(self.client.get(reverse("desk:inbox")), LINE)
