"""The pages of filters and blocked senders."""

from maru.staff.journal.models import Event
from maru.support.filtering.models import BlockedSender, Filter
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.mails import mail

ROWS = {
    "row_field": ["subject", "header", "has_attachment"],
    "row_header": ["", "X-Mailer", ""],
    "row_op": ["contains", "not contains", "no"],
    "row_value": ["(광고)", "good", ""],
}


class FilterPageTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def save(self, path="/console/filters/new/", **more):
        data = {"name": "광고", "is_on": "on", "join": "all", "to_spam": "on", **ROWS, **more}
        return self.client.post(path, data)

    def test_rows_become_conditions_and_rows_again(self):
        self.assertRedirects(self.save(), "/console/filters/")
        each = Filter.objects.get()
        self.assertEqual(
            each.conditions["all"][1],
            {"not": {"field": "header:X-Mailer", "op": "contains", "value": "good"}},
        )
        page = self.client.get(f"/console/filters/{each.pk}/")
        self.assertContains(page, 'value="X-Mailer"')
        self.save(f"/console/filters/{each.pk}/", join="any")
        self.assertEqual(list(Filter.objects.get().conditions), ["any"])
        self.assertEqual(Event.of(each).filter(verb="filter.changed").count(), 1)

    def test_what_cannot_be_asked_or_does_nothing_is_said(self):
        bad = {"row_field": ["dmarc"], "row_header": [""], "row_op": ["is"], "row_value": ["?"]}
        self.assertEqual(self.save(**bad).status_code, 422)
        self.assertEqual(self.save(to_spam="").status_code, 422)
        none = {name: [] for name in ROWS}
        self.assertEqual(self.save(**none).status_code, 422)
        self.assertEqual(Filter.objects.count(), 0)

    def test_trying_saves_nothing_and_shows_what_would_be_met(self):
        self.mail_in(mail(Subject="(광고) 대출"))
        self.mail_in(mail("다른 글", Subject="문의"))
        page = self.save(**{"try": "1"})
        self.assertContains(page, "(광고) 대출")
        self.assertEqual(Filter.objects.count(), 0)

    def test_order_and_removal(self):
        self.save()
        self.save(name="둘째")
        second = Filter.objects.get(name="둘째")
        self.client.post(f"/console/filters/{second.pk}/place/")
        self.assertEqual([each.name for each in Filter.objects.all()], ["둘째", "광고"])
        self.client.post(f"/console/filters/{second.pk}/removal/")
        self.assertEqual([each.name for each in Filter.objects.all()], ["광고"])

    def test_blocking_and_unblocking(self):
        form = {"value": "Bad.example", "brand": self.onnuri.pk}
        self.client.post("/console/blocked-senders/", form)
        blocked = BlockedSender.objects.get()
        self.assertContains(self.client.get("/console/blocked-senders/"), "bad.example")
        self.client.post(f"/console/blocked-senders/{blocked.pk}/unblocking/")
        self.assertFalse(BlockedSender.objects.exists())
        refused = self.client.post("/console/blocked-senders/", {**form, "value": "naver.com"})
        self.assertEqual(refused.status_code, 422)
