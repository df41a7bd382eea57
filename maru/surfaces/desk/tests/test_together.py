import html
import re

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.tickets.choices import Status
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

PATH = "/tickets/together/?view=all&priority=2"


class TogetherTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="둘째", text="."
        )
        self.both = [self.ticket.pk, self.second.pk]

    def do(self, **asked):
        return self.client.post(PATH, {"ticket": self.both, **asked}, follow=True)

    def count(self, **fields):
        return Ticket.objects.filter(pk__in=self.both, **fields).count()

    def test_several_are_solved_each_with_its_own_event_and_opened_again(self):
        page = self.do(do="solve")
        self.assertEqual(page.redirect_chain, [("/?view=all&priority=2", 302)])
        self.assertEqual(self.count(status=Status.SOLVED), 2)
        self.assertEqual(Event.objects.filter(verb="ticket.status", after="solved").count(), 2)
        undo = self.way_back(page)
        self.assertEqual(self.client.post(undo).status_code, 204)
        self.assertEqual(self.count(status=Status.OPEN), 2)

    def test_the_way_back_leaves_alone_what_was_so_before(self):
        self.second.solve(by=self.jisu)
        undo = self.way_back(self.do(do="solve"))
        self.client.post(undo)
        self.assertEqual(self.count(status=Status.SOLVED), 1)

    def test_several_go_among_the_spam_and_leave_it(self):
        self.do(do="spam")
        self.assertEqual(self.count(is_spam=True), 2)
        self.do(do="not_spam")
        self.assertEqual(self.count(is_spam=False), 2)

    def test_several_are_given_to_somebody_and_to_nobody(self):
        self.do(assignee="me")
        self.assertEqual(self.count(assignee=self.jisu), 2)
        self.do(assignee=self.minho.pk)
        self.assertEqual(self.count(assignee=self.minho), 2)
        self.do(assignee="none")
        self.assertEqual(self.count(assignee=None), 2)

    def test_who_does_not_work_for_the_brand_gets_none_and_it_is_told(self):
        page = self.do(assignee=self.eve.pk)
        self.assertEqual(self.count(assignee=None), 2)
        self.assertContains(page, "2건")

    def test_a_tag_is_added_to_those_that_are_there(self):
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.do(tag="교환")
        self.assertEqual({tag.name for tag in self.ticket.tags.all()}, {"파손", "교환"})
        self.assertEqual({tag.name for tag in self.second.tags.all()}, {"교환"})

    def test_what_was_typed_into_a_field_is_not_done_by_another_button(self):
        self.do(do="solve", tag="교환")
        self.assertEqual(self.count(status=Status.SOLVED), 2)
        self.assertFalse(self.ticket.tags.exists())

    def test_another_brands_ticket_stays_as_it_is(self):
        lee = open_ticket(
            by=self.eve, brand=self.haneul, subject="잉크", text=".", requester=self.requester()
        )
        self.client.post(PATH, {"ticket": [lee.pk], "do": "solve"})
        lee.refresh_from_db()
        self.assertEqual(lee.status, Status.NEW)

    def test_nothing_ticked_and_nonsense_change_nothing(self):
        for asked in ({"ticket": []}, {"ticket": ["x", "-1", "9" * 40]}, {"do": "delete"}, {}):
            self.do(**asked)
        self.assertFalse(Event.objects.filter(verb="ticket.status").exists())

    def test_who_may_not_change_tickets_has_no_ticks_and_no_way(self):
        self.assertContains(self.client.get("/?view=all"), "data-select-row")
        self.jisu.role = Role.ANALYST
        self.jisu.save()
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get("/?view=all"), "data-select-row")
        self.assertEqual(self.do(do="solve").status_code, 404)

    def way_back(self, page):
        return html.unescape(re.search(r'hx-post="([^"]+undone[^"]+)"', page.content.decode())[1])

    def requester(self):
        return recognise(ContactKind.EMAIL, "lee@example.com", brand=self.haneul)
