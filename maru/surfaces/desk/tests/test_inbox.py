import html
import re
from datetime import timedelta
from unittest.mock import patch

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maru.kit.database import walking
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import AccessRecord
from maru.support.savedviews import counting
from maru.support.tickets.choices import Priority
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.orders import BY_COLUMN
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.desk.inbox_form import InboxForm

HOSTILE = [
    "",
    "x" * 300,
    "\x00",
    "1 OR 1=1",
    "-1",
    "9" * 40,
    "updated_at__lt",
    "ㄱ",
    "%",
    "none'--",
]


SUBJECT = re.compile(r'table-grow"><a id="ticket-\d+" href="[^"]+">([^<]*)')


def subjects(response: HttpResponse) -> list[str]:
    return [html.unescape(words) for words in SUBJECT.findall(response.content.decode())]


def next_address(response: HttpResponse) -> str:
    match = re.search(r'href="([^"]+)"[^>]* rel="next"', response.content.decode())
    return html.unescape(match[1]) if match else ""


class InboxTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def more(self, count: int) -> list[Ticket]:
        start = timezone.now()
        tickets = Ticket.objects.bulk_create(
            Ticket(
                brand=self.onnuri,
                requester=self.kim,
                subject=f"문의 {n:03}",
                updated_at=start - timedelta(minutes=n),
            )
            for n in range(count)
        )
        return list(tickets)

    def shown(self, query: str, client: Client | None = None) -> list[str]:
        response = (client or self.client).get(f"/tickets/?{query}")
        self.assertEqual(response.status_code, 200, response.content[:500])
        return subjects(response)

    def test_the_root_shows_the_inbox_and_mine_first(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        response = self.client.get("/")
        self.assertContains(response, self.ticket.subject)
        self.assertContains(response, 'href="?view=mine" aria-current="page"')

    def test_each_tab_holds_what_it_says(self):
        subject = self.ticket.subject
        self.assertEqual(self.shown("view=unassigned"), [subject])
        self.assertEqual(self.shown("view=open"), [subject])
        self.assertEqual(self.shown("view=solved"), [])
        self.ticket.solve(by=self.jisu)
        self.assertEqual(self.shown("view=unassigned"), [])
        self.assertEqual(self.shown("view=solved"), [subject])
        self.assertEqual(self.shown("view=all"), [subject])

    def test_each_condition_narrows(self):
        self.ticket.assign(self.jisu, by=self.jisu)
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.more(1)
        team = self.team.pk
        for query in [
            "q=뚜껑", "q=김하늘", "q=haneul.kim", f"q=%23{self.ticket.number}", f"team={team}",
            "tag=파손",
            "assignee=me", f"source=phone&team={team}", f"brand={self.onnuri.pk}&tag=파손",
        ]:  # fmt: skip
            with self.subTest(query):
                self.assertIn(self.ticket.subject, self.shown(f"view=all&{query}"))
        for query in [
            "q=없는말",
            "team=none&tag=파손",
            "priority=4",
            "kind=complaint",
            "status=solved",
        ]:
            with self.subTest(query):
                self.assertEqual(self.shown(f"view=all&{query}"), [])

    def test_a_phone_number_is_found_in_any_spelling(self):
        park = recognise(ContactKind.PHONE, "010-5550-0142", brand=self.onnuri, name="박서준")
        open_ticket(
            by=self.jisu, brand=self.onnuri, requester=park, subject="전화", text="여보세요"
        )
        for words in ["010-5550-0142", "01055500142", "%2B82 10 5550 0142", "55500142"]:
            self.assertEqual(self.shown(f"view=all&q={words}"), ["전화"], words)

    def test_what_another_brand_or_a_private_team_has_is_not_there(self):
        stranger = Client()
        stranger.force_login(self.eve)
        self.assertEqual(self.shown("view=all", stranger), [])
        self.ticket.hand_to(self.secret_team, by=self.minho)
        self.assertEqual(self.shown("view=all"), [])
        self.assertEqual(self.client.get(f"/?team={self.secret_team.pk}").status_code, 422)

    def test_a_bad_value_is_told_and_can_be_taken_off(self):
        response = self.client.get("/?view=all&status=lost")
        self.assertContains(response, "lost", status_code=422)
        self.assertContains(response, 'href="?view=all"', status_code=422)

    def test_the_menu_of_conditions_is_filled_where_it_is_opened(self):
        menu = self.client.get("/tickets/conditions/?view=all", headers={"HX-Request": "true"})
        self.assertContains(menu, self.minho.name)
        self.assertNotContains(menu, self.secret_team.name)
        self.assertNotContains(menu, "<main")
        page = self.client.get("/tickets/conditions/?view=all&q=환불")
        self.assertContains(page, 'name="q" value="환불"')
        wrong = self.client.get("/tickets/conditions/?status=lost")
        self.assertContains(wrong, 'aria-invalid="true"')

    def test_what_is_on_is_asked_again_while_the_menu_is_shut(self):
        page = self.client.get("/?view=all&status=open&q=환불")
        self.assertContains(page, '<input type="hidden" name="status" value="open">')
        self.assertNotContains(page, self.minho.name)  # whoever is not asked for is not fetched

    def test_no_value_of_any_condition_breaks_the_list(self):
        for name in [*InboxForm.base_fields, "cursor"]:
            for value in HOSTILE:
                response = self.client.get("/", {name: value})
                self.assertIn(response.status_code, {200, 422}, (name, value))

    def test_pages_follow_one_another_without_gap_or_repetition(self):
        self.more(120)
        for sort in ["newest", "waiting", "priority"]:
            seen: list[str] = []
            address = f"/tickets/?view=all&sort={sort}"
            while address:
                response = self.client.get(address)
                seen += subjects(response)
                following = next_address(response)
                address = f"/tickets/{following}" if following else ""
            self.assertEqual(len(seen), 121)
            self.assertEqual(len(set(seen)), 121)

    def test_priority_comes_first_when_asked(self):
        self.more(2)
        Ticket.objects.filter(subject="문의 001").update(priority=Priority.URGENT)
        self.assertEqual(self.shown("view=all&sort=priority")[0], "문의 001")

    def test_what_is_promised_nothing_comes_last_whatever_is_asked_first(self):
        self.more(5)
        for hours, subject in enumerate(("문의 001", "문의 002")):
            promised = timezone.now() + timedelta(hours=hours)
            Ticket.objects.filter(subject=subject).update(promised_at=promised)
        self.assertEqual(self.shown("view=all&sort=promised")[:2], ["문의 001", "문의 002"])
        for few in (walking.FEW, 0):  # of many it is read in runs
            with patch.object(walking, "FEW", few):
                shown = self.shown("view=all&sort=promised_down")
                self.assertEqual(shown[:2], ["문의 002", "문의 001"])
                self.assertGreater(len(shown), 2)

    def test_every_order_that_a_head_gives_is_in_the_menu_of_orders(self):
        page = self.client.get("/tickets/?view=all")
        for name in (name for both in BY_COLUMN.values() for name in both):
            if name not in {"brand", "brand_down"}:
                self.assertContains(page, f'href="?view=all&amp;sort={name}"')
        self.assertNotContains(page, "sort=brand")  # there is one
        chosen = self.client.get("/tickets/?view=all&sort=subject_down")
        self.assertContains(chosen, 'sort=subject_down" aria-current="true"')

    def test_a_spoiled_cursor_begins_anew_and_says_so(self):
        response = self.client.get("/?view=all&cursor=abc")
        self.assertContains(response, "notice--info")
        self.assertEqual(subjects(response), [self.ticket.subject])

    def test_fifty_rows_cost_no_more_queries_than_one(self):
        with CaptureQueriesContext(connection) as one:
            self.client.get("/?view=all")
        self.more(60)
        counting.HERE.clear()
        with self.assertNumQueries(len(one)):
            response = self.client.get("/?view=all")
        self.assertEqual(len(subjects(response)), 50)

    def test_what_was_shown_enters_the_ledger(self):
        self.client.get("/?view=all")
        record = AccessRecord.objects.get()
        self.assertEqual((record.what, record.customers), ("list", [self.kim.pk]))
        self.assertEqual(record.member_id, self.jisu.pk)

    def test_htmx_gets_the_pane_alone_and_a_clean_address(self):
        response = self.client.get("/tickets/?view=all&q=&team=", headers={"HX-Request": "true"})
        self.assertNotContains(response, "<html")
        self.assertEqual(response["HX-Push-Url"], "/tickets/?view=all")
        self.assertIn("HX-Request", response["Vary"])

    def test_an_empty_list_says_what_to_do(self):
        self.assertContains(self.client.get("/"), "?view=unassigned")
        self.assertContains(self.client.get("/?view=all&q=zzz"), "?view=all")
        stranger = Client()
        stranger.force_login(self.eve)
        self.assertContains(stranger.get("/"), "help@haneul.example")
