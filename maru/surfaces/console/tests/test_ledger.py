from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.staff.journal.models import AccessedCustomer, AccessRecord
from maru.support.tickets.tests.cast import SupportTestCase

PATH = "/console/access/"


class LedgerTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.sora)

    def read(self, member, customer: int, **fields) -> AccessRecord:
        row = AccessRecord.objects.create(
            member_id=member.pk, member_name=member.name, what="ticket", subject_id=7,
            customers=[customer], address="203.0.113.4",
        )  # fmt: skip
        AccessedCustomer.objects.create(record=row, customer_id=customer)
        if fields:
            AccessRecord.objects.filter(pk=row.pk).update(**fields)
        return row

    def test_it_says_who_looked_at_whom_from_where(self):
        self.read(self.jisu, self.kim.pk)
        answer = self.client.get(PATH)
        for words in ["최지수", "김하늘", "203.0.113.4", "#7"]:
            self.assertContains(answer, words)

    def test_a_look_at_the_ledger_is_itself_written_down(self):
        self.read(self.jisu, self.kim.pk)
        self.client.get(PATH)
        last = AccessRecord.objects.first()
        assert last is not None
        self.assertEqual((last.member_id, last.what), (self.sora.pk, "ledger"))

    def test_it_is_filtered_by_member_customer_and_day(self):
        self.read(self.jisu, self.kim.pk)
        self.read(self.minho, 999)
        self.read(self.minho, self.kim.pk, at=timezone.now() - timedelta(days=3))
        today = timezone.localdate().isoformat()
        for query, count in [
            ("", 3), (f"member={self.minho.pk}", 2), ("customer=하늘", 2), ("customer=%23999", 1),
            ("customer=haneul.kim@example.com", 2), ("customer=nobody", 0), (f"day={today}", 2),
            (f"member={self.minho.pk}&day={today}", 1),
        ]:  # fmt: skip
            AccessRecord.objects.filter(what="ledger").delete()
            rows = self.client.get(f"{PATH}?{query}").content.decode().count("203.0.113.4")
            self.assertEqual(rows, count, query)

    def test_nonsense_is_refused_in_words_and_shows_no_error_page(self):
        for query in ["day=yesterday", "member=x", "before=-1", "before=99999999999999999999999"]:
            self.assertEqual(self.client.get(f"{PATH}?{query}").status_code, 422, query)
        self.assertEqual(self.client.get(f"{PATH}?customer=%23{'9' * 90}").status_code, 200)

    def test_pages_follow_one_another_without_a_gap(self):
        made = {self.read(self.jisu, self.kim.pk, subject_id=1000 + n).pk for n in range(120)}
        seen, href, pages = set(), PATH, 0
        while href:
            page = self.client.get(href).content.decode()
            seen |= {pk for pk in made if f"#{1000 + sorted(made).index(pk)}<" in page}
            href = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0]
            href = href.replace("&amp;", "&") if 'rel="next"' in page else ""
            pages += 1
        self.assertEqual((seen, pages), (made, 3))

    def test_a_page_costs_the_same_however_long_the_ledger(self):
        self.read(self.jisu, self.kim.pk)
        self.client.get(PATH)  # what the rail counts is counted
        costs = []
        for _ in range(2):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                self.client.get(PATH)
            costs.append(len(asked))
            for _n in range(80):
                self.read(self.jisu, self.kim.pk)
        self.assertEqual(costs[0], costs[1])
