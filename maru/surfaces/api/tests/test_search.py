from maru.kit.search.indexing import index_outdated
from maru.staff.journal.models import AccessRecord
from maru.staff.members.roles import Role
from maru.support.tickets.opening import open_ticket
from maru.surfaces.api.tests.cast import ApiTestCase


class SearchTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.tickets = [self.opened(f"찻잔 {n}", f"손잡이가 헐거워요 {n}") for n in range(3)]
        index_outdated()

    def opened(self, subject, text):
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text=text
        )

    def found(self, caller=None, **asked):
        answer = (caller or self.jisus).get("/search", **asked)
        self.assertEqual(answer.status_code, 200, answer.content)
        return answer.json()

    def test_tickets_are_found_with_the_words_in_pages(self):
        first = self.found(q="헐거워요", limit=2)
        self.assertEqual([i["id"] for i in first["items"]],
                         [self.tickets[2].pk, self.tickets[1].pk])  # fmt: skip
        self.assertEqual(first["items"][0]["words"], "손잡이가 헐거워요 2")
        rest = self.found(q="헐거워요", limit=2, cursor=first["next"])
        self.assertEqual([i["id"] for i in rest["items"]], [self.tickets[0].pk])
        self.assertIsNone(rest["next"])
        self.assertEqual(self.jisus.get("/search", q="헐거워요", cursor="x").status_code, 422)

    def test_customers_are_found_with_their_scope(self):
        self.kim.name = "김하늘"
        self.kim.save()
        found = self.found(q="haneul.kim@example.com", kind="customer")["items"]
        self.assertEqual([i["id"] for i in found], [self.kim.pk])
        narrow = self.api(self.jisu, "tickets:read")
        self.assertEqual(narrow.get("/search", q="x", kind="customer").status_code, 403)
        theirs = self.found(narrow, q="haneul.kim@example.com")["items"]
        self.assertNotIn("customer", {item["kind"] for item in theirs})

    def test_what_is_not_understood_is_told(self):
        found = self.found(q="찻잔 status:lost")
        self.assertEqual((len(found["items"]), len(found["problems"])), (3, 1))

    def test_another_brands_agent_finds_nothing_and_reading_is_recorded(self):
        self.assertEqual(self.found(self.api(self.eve), q="찻잔")["items"], [])
        AccessRecord.objects.all().delete()
        self.found(q="찻잔")
        self.assertEqual(AccessRecord.objects.get().customers, [self.kim.pk])

    def test_who_reads_no_customers_searches_none(self):
        colleague = self.api(self.member("gong", "공동료", Role.COLLEAGUE))
        self.assertEqual(colleague.get("/search", q="찻잔").status_code, 403)
