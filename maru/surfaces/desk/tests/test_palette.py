from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.kit.search.indexing import index_outdated
from maru.kit.ui import palette
from maru.kit.ui.palette import Entry, Shelf
from maru.staff.journal.models import AccessRecord
from maru.staff.members.roles import Role
from maru.support.routing.models import RoutingRule
from maru.support.savedviews.models import SavedView
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase


class PaletteTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)

    def shelves(self, **query):
        answer = self.client.get("/palette/", query)
        self.assertEqual(answer.status_code, 200)
        return {shelf["key"]: shelf["entries"] for shelf in answer.json()["shelves"]}

    def labels(self, key, **query):
        return [entry["label"] for entry in self.shelves(**query).get(key, [])]


class GoingTests(PaletteTests):
    def test_views_come_with_how_many_they_hold(self):
        views = {entry["key"]: entry for entry in self.shelves()["views"]}
        self.assertEqual(views["view-open"]["count"], "1")
        self.assertEqual(views["view-mine"]["href"], "/?view=mine")

    def test_queues_of_teams_whose_routing_is_on_are_offered(self):
        self.assertEqual(self.labels("queues"), [])
        for team in (self.team, self.secret_team):
            RoutingRule.objects.create(team=team, is_on=True)
        self.assertEqual(self.labels("queues"), [f"{self.team.name} 대기열"])
        self.assertIn("부담과 휴식", self.labels("pages"))

    def test_a_view_is_offered_to_whom_it_is_for(self):
        SavedView.objects.create(name="환불 기다림", member=self.jisu, conditions={})
        self.assertIn("환불 기다림", self.labels("views"))
        self.client.force_login(self.minho)
        self.assertNotIn("환불 기다림", self.labels("views"))

    def test_settings_are_offered_to_who_may_see_them(self):
        self.assertNotIn("회사", self.labels("settings"))
        self.jisu.role = Role.ADMIN
        self.jisu.save()
        self.assertIn("회사", self.labels("settings"))

    def test_no_address_is_offered_twice_and_none_that_signs_out(self):
        hrefs = [entry["href"] for entries in self.shelves().values() for entry in entries]
        self.assertEqual(len(hrefs), len(set(hrefs)))
        self.assertNotIn("/sign-out/", hrefs)

    def test_every_address_leads_somewhere(self):
        self.jisu.role = Role.ADMIN
        self.jisu.save()
        for entries in self.shelves().values():
            for entry in entries:
                with self.subTest(entry["href"]):
                    self.assertIn(self.client.get(entry["href"]).status_code, {200, 302})

    def test_who_may_not_write_opens_no_ticket(self):
        self.assertIn("새 문의", self.labels("pages"))
        self.jisu.role = Role.ANALYST
        self.jisu.save()
        self.assertNotIn("새 문의", self.labels("pages"))
        self.assertIn("내보내기", self.labels("pages"))

    def test_another_app_offers_its_own(self):
        def source(request):
            return [Shelf("calls", "전화", 5, [Entry("calls", "통화", "/calls/", "phone")])]

        with patch.object(palette, "_sources", [source]):
            self.assertEqual(self.labels("calls"), ["통화"])


class FindingTests(PaletteTests):
    def setUp(self):
        super().setUp()
        index_outdated()

    def test_tickets_and_customers_are_found_as_one_types(self):
        found = self.shelves(q="냄비가")
        self.assertEqual([each["label"] for each in found["tickets"]], [self.ticket.subject])
        self.assertIn(["냄비", True], self.shelves(q="냄비")["tickets"][0]["marked"])
        self.assertEqual(self.labels("customers", q="김하늘"), ["김하늘"])
        self.assertEqual(self.labels("customers", q="ㄱㅎㄴ"), ["김하늘"])

    def test_a_number_finds_its_ticket_first(self):
        number = self.ticket.number
        for asked in (f"#{number}", str(number)):
            self.assertEqual(self.labels("tickets", q=asked)[:1], [self.ticket.subject])

    def test_a_sign_asks_for_one_kind(self):
        self.assertEqual(set(self.shelves(q="@김하늘")), {"customers"})
        self.assertEqual(self.shelves(q="#"), {})

    def test_what_one_may_not_see_is_not_found(self):
        for member in (self.eve, self.cole):
            self.client.force_login(member)
            for asked in ("냄비", f"#{self.ticket.number}", "김하늘"):
                self.assertEqual(self.shelves(q=asked), {}, asked)

    def test_the_ledger_says_whose_names_were_shown(self):
        self.shelves(q="냄비")
        record = AccessRecord.objects.get(what="search")
        self.assertEqual(record.member_id, self.jisu.pk)
        self.assertEqual(record.customers, [self.kim.pk])

    def test_what_is_too_long_or_broken_is_answered(self):
        for asked in ("가" * 201, "a\x00b"):
            answer = self.client.get("/palette/", {"q": asked})
            self.assertEqual((answer.status_code, answer.json()), (422, {"shelves": []}))
        for asked in ('"', "-", "from:", "status:lost", "%", "#9999999999999999999999"):
            self.shelves(q=asked)

    def test_more_tickets_cost_no_more_questions(self):
        self.shelves(q="냄비")  # what is read once a process
        few = self.asked("냄비")
        for _n in range(3):
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject="냄비", text="냄비"
            )
        index_outdated()
        self.assertLessEqual(self.asked("냄비"), few)

    def asked(self, words):
        with CaptureQueriesContext(connection) as asked:
            self.shelves(q=words)
        return len(asked)
