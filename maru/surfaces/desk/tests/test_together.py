import html
import re

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.roles import Role
from maru.support.bulk.models import BulkChange
from maru.support.tasks.adding import add_tasks
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
        page = self.do(status="solved")
        self.assertEqual(page.redirect_chain, [("/?view=all&priority=2", 302)])
        self.assertEqual(self.count(status=Status.SOLVED), 2)
        self.assertEqual(Event.objects.filter(verb="ticket.status", after="solved").count(), 2)
        undo = self.way_back(page)
        self.assertEqual(self.client.post(undo).status_code, 204)
        self.assertEqual(self.count(status=Status.NEW), 2)

    def test_what_would_be_solved_with_something_open_in_it_is_looked_at_first(self):
        add_tasks(self.second, ["새 뚜껑 보내기"], by=self.jisu)
        page = self.do(status="solved")
        self.assertEqual(self.count(status=Status.SOLVED), 0)
        self.assertContains(page, "아직 열린 것이 있습니다")
        [change] = BulkChange.objects.all()
        self.client.post(f"/tickets/bulk/{change.pk}/beginning/")
        self.assertEqual(self.count(status=Status.SOLVED), 2)

    def test_the_way_back_leaves_alone_what_was_so_before(self):
        self.second.solve(by=self.jisu)
        undo = self.way_back(self.do(status="solved"))
        self.client.post(undo)
        self.assertEqual(self.count(status=Status.SOLVED), 1)

    def test_several_go_among_the_spam_and_leave_it(self):
        self.do(spam="yes")
        self.assertEqual(self.count(is_spam=True), 2)
        self.do(spam="no")
        self.assertEqual(self.count(is_spam=False), 2)

    def test_several_are_given_to_somebody_and_to_nobody(self):
        self.do(assignee="me")
        self.assertEqual(self.count(assignee=self.jisu), 2)
        self.do(assignee=self.minho.pk)
        self.assertEqual(self.count(assignee=self.minho), 2)
        self.do(assignee="none")
        self.assertEqual(self.count(assignee=None), 2)

    def test_who_works_for_another_brand_is_nobody(self):
        page = self.do(assignee=self.eve.pk)
        self.assertEqual(self.count(assignee=None), 2)
        self.assertContains(page, "그런 동료가 없습니다")

    def test_who_is_not_in_the_private_team_gets_none_and_it_is_told(self):
        self.client.force_login(self.sora)
        Ticket.objects.filter(pk__in=self.both).update(team=self.secret_team)
        page = self.do(assignee=self.minho.pk)
        self.assertEqual(self.count(assignee=None), 2)
        self.assertContains(page, "2건")

    def test_a_tag_is_added_to_those_that_are_there(self):
        self.ticket.tag_only(["파손"], by=self.jisu)
        self.do(tag="교환")
        self.assertEqual({tag.name for tag in self.ticket.tags.all()}, {"파손", "교환"})
        self.assertEqual({tag.name for tag in self.second.tags.all()}, {"교환"})

    def test_a_tag_is_taken_off(self):
        self.ticket.tag_only(["파손", "교환"], by=self.jisu)
        self.do(tag="교환", do="untag")
        self.assertEqual([tag.name for tag in self.ticket.tags.all()], ["파손"])

    def test_what_was_typed_into_a_field_is_not_done_by_another_button(self):
        self.do(status="solved", tag="교환")
        self.assertEqual(self.count(status=Status.SOLVED), 2)
        self.assertFalse(self.ticket.tags.exists())

    def test_another_brands_ticket_stays_as_it_is(self):
        lee = open_ticket(
            by=self.eve, brand=self.haneul, subject="잉크", text=".", requester=self.requester()
        )
        self.client.post(PATH, {"ticket": [lee.pk], "status": "solved"})
        lee.refresh_from_db()
        self.assertEqual(lee.status, Status.NEW)

    def test_nothing_ticked_and_nonsense_change_nothing(self):
        for asked in (
            {"ticket": []},
            {"ticket": ["x", "-1", "9" * 40]},
            {"do": "delete"},
            {"status": "x"},
            {},
        ):
            self.do(**asked)
        self.assertFalse(Event.objects.filter(verb="ticket.status").exists())

    def test_who_may_not_change_tickets_has_no_ticks_and_no_way(self):
        self.assertContains(self.client.get("/?view=all"), "data-select-row")
        self.jisu.role = Role.ANALYST
        self.jisu.save()
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get("/?view=all"), "data-select-row")
        self.assertEqual(self.do(status="solved").status_code, 404)

    def test_all_of_the_list_in_the_address_are_looked_at_first_and_begun_on_their_page(self):
        Ticket.objects.filter(pk=self.second.pk).update(priority=4)
        page = self.client.post(PATH, {"all": "1", "status": "solved"}, follow=True)
        change = BulkChange.objects.get()
        self.assertEqual(page.redirect_chain, [(f"/tickets/bulk/{change.pk}/", 302)])
        self.assertContains(page, self.ticket.subject)
        self.assertNotContains(page, "둘째")
        self.assertEqual(self.count(status=Status.SOLVED), 0)
        page = self.client.post(f"/tickets/bulk/{change.pk}/beginning/", follow=True)
        self.assertContains(page, "1건이 바뀌었습니다")
        self.assertEqual(self.count(status=Status.SOLVED), 1)
        page = self.client.post(f"/tickets/bulk/{change.pk}/undoing/", follow=True)
        self.assertContains(page, "1건을 되돌렸습니다")
        self.assertEqual(self.count(status=Status.SOLVED), 0)

    def test_a_list_that_cannot_be_asked_has_no_all(self):
        self.client.post("/tickets/together/?view=nope", {"all": "1", "status": "solved"})
        self.assertFalse(BulkChange.objects.exists())

    def test_several_things_are_chosen_on_a_page_looked_at_and_forgotten(self):
        page = self.do(do="choose")
        self.assertContains(page, 'name="tags_added"')
        asked = {"whole": "1", "priority": "4", "tags_added": "연휴", "status": ""}
        page = self.do(**asked)
        change = BulkChange.objects.get()
        self.assertEqual(change.changes, {"priority": 4, "tags_added": ["연휴"]})
        self.assertContains(page, "연휴")
        self.client.post(f"/tickets/bulk/{change.pk}/forgetting/")
        self.assertFalse(BulkChange.objects.exists())
        self.assertEqual(self.count(priority=4), 0)

    def test_nothing_chosen_on_that_page_is_said_there(self):
        page = self.do(whole="1")
        self.assertEqual(page.status_code, 422)
        page = self.do(whole="1", tags_added="a", tags_removed="a")
        self.assertContains(page, "field-error", status_code=422)

    def test_what_could_not_be_taken_back_leads_to_its_page(self):
        undo = self.way_back(self.do(status="solved"))
        self.second.set_status("pending", by=self.minho)
        answer = self.client.post(undo)
        self.assertEqual(answer["HX-Redirect"], undo.replace("undone/", ""))
        page = self.client.get(answer["HX-Redirect"])
        self.assertContains(page, "그 뒤에 누군가 바꾼 문의")
        self.assertContains(page, "둘째")

    def test_another_members_step_is_no_page_of_mine(self):
        self.do(status="solved")
        change = BulkChange.objects.get()
        self.client.force_login(self.minho)
        self.assertEqual(self.client.get(f"/tickets/bulk/{change.pk}/").status_code, 404)
        answer = self.client.post(f"/tickets/bulk/{change.pk}/undone/")
        self.assertEqual((answer.status_code, self.count(status=Status.SOLVED)), (404, 2))

    def way_back(self, page):
        return html.unescape(re.search(r'hx-post="([^"]+undone[^"]+)"', page.content.decode())[1])

    def requester(self):
        return recognise(ContactKind.EMAIL, "lee@example.com", brand=self.haneul)
