"""On to the next ticket of the list that one came from, once one is done."""

import re
from urllib.parse import parse_qs, urlsplit

from django.test import override_settings

from maru.records.channels.models import Delivery
from maru.support.tickets.choices import Priority, Status
from maru.support.tickets.habits.habits import AfterDone
from maru.support.tickets.models import Draft, Habits, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class NextTicketTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        # By newest activity: fourth, third, second, self.ticket.
        self.second, self.third, self.fourth = (self.opened(n) for n in ("둘째", "셋째", "넷째"))

    def opened(self, subject, **more):
        return open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject=subject, text=".", **more
        )

    def came_from(self, ticket, query="view=open"):
        page = self.client.get(f"/tickets/{ticket.pk}/?{query}").content.decode()
        found = re.search(r'name="came_from" value="([^"]*)"', page)
        return found[1].replace("&amp;", "&")

    def solved(self, ticket, query="view=open", **headers):
        said = {"came_from": self.came_from(ticket, query)}
        return self.client.post(f"/tickets/{ticket.pk}/solution/", said, headers=headers or HTMX)

    def lands(self, answer):
        """Follow an answer to htmx; return the path and query of the page."""
        self.assertEqual(answer.status_code, 204)
        there = self.client.get(answer["HX-Redirect"])
        self.assertEqual(there.status_code, 302)
        return there["Location"]

    def test_solved_the_next_one_of_the_list_opens_beside_the_same_list(self):
        self.assertEqual(
            self.lands(self.solved(self.third)), f"/tickets/{self.second.pk}/?view=open"
        )

    def test_it_stands_by_its_place_before_and_not_where_its_own_change_put_it(self):
        answer = self.solved(self.second)  # now the newest of all
        self.assertEqual(self.lands(answer), f"/tickets/{self.ticket.pk}/?view=open")

    def test_order_and_conditions_of_the_list_hold(self):
        Ticket.objects.filter(pk=self.fourth.pk).update(priority=Priority.URGENT)
        Ticket.objects.filter(pk=self.second.pk).update(priority=Priority.HIGH)
        self.fourth.refresh_from_db()
        query = "view=open&sort=priority&assignee=none"
        where = urlsplit(self.lands(self.solved(self.fourth, query)))
        self.assertEqual(where.path, f"/tickets/{self.second.pk}/")
        self.assertEqual(parse_qs(where.query)["sort"], ["priority"])

    def test_the_order_of_what_is_no_column_holds_too(self):
        where = self.lands(self.solved(self.third, "view=open&sort=status"))
        self.assertIn(f"/tickets/{self.second.pk}/", where)

    def test_after_the_last_one_the_list_says_so(self):
        self.assertEqual(self.lands(self.solved(self.ticket)), "/?view=open")
        self.assertContains(self.client.get("/?view=open"), "위에 남은 문의가 있어요")
        Ticket.objects.exclude(pk=self.third.pk).update(status=Status.CLOSED)
        self.assertEqual(self.lands(self.solved(self.third)), "/?view=open")
        self.assertContains(self.client.get("/?view=open"), "이 목록은 다 했어요")

    def test_who_came_from_no_list_stays(self):
        answer = self.solved(self.third, "")
        self.assertContains(answer, 'id="ticket-header"')

    def test_each_chooses_to_stay_or_to_go_back_to_the_list(self):
        self.client.post("/profile/habits/", {"undo_send": "on", "after_done": "stay"})
        self.assertEqual(self.solved(self.third).status_code, 200)
        Habits.objects.update(after_done=AfterDone.LIST)
        answer = self.solved(self.second)
        self.assertEqual(answer["HX-Redirect"], "/?view=open")

    def test_the_next_page_offers_the_way_back_and_it_leads_to_the_ticket(self):
        page = self.client.get(self.lands(self.solved(self.third)))
        self.assertContains(page, f"#{self.third.pk} 해결")
        undo = re.search(r'data-key="z"[^>]* hx-post="([^"]*)"', page.content.decode())[1]
        back = self.client.post(undo.replace("&amp;", "&"), headers=HTMX)
        self.assertEqual(back["HX-Redirect"], f"/tickets/{self.third.pk}/?view=open")
        self.third.refresh_from_db()
        self.assertEqual(self.third.status, Status.OPEN)

    @override_settings(UNDO_SEND=10)
    def test_sent_and_solved_goes_on_and_is_taken_back_from_there(self):
        said = {"mode": "reply", "text": "보냅니다.", "seen": self.third.last_public_id}
        said |= {"then": "solved", "came_from": self.came_from(self.third)}
        answer = self.client.post(f"/tickets/{self.third.pk}/messages/", said, headers=HTMX)
        page = self.client.get(self.lands(answer)).content.decode()
        undo = re.search(r'data-key="z"[^>]* hx-post="([^"]*)"', page)[1].replace("&amp;", "&")
        back = self.client.post(undo, headers=HTMX)
        self.assertEqual(back["HX-Redirect"], f"/tickets/{self.third.pk}/?view=open")
        self.assertEqual(Draft.objects.get().text, "보냅니다.")
        self.assertFalse(Delivery.objects.exists())

    def test_sent_and_waiting_stays(self):
        said = {"mode": "reply", "text": "보냅니다.", "seen": self.third.last_public_id}
        said |= {"then": "pending", "came_from": self.came_from(self.third)}
        answer = self.client.post(f"/tickets/{self.third.pk}/messages/", said, headers=HTMX)
        self.assertEqual(answer.status_code, 200)

    def test_what_nobody_made_leads_nowhere_else(self):
        for odd in ("//evil.example", "view=open&after=made-up", "view=9999&after=x", "\x00"):
            self.third.reopen(by=self.jisu)
            answer = self.client.post(
                f"/tickets/{self.third.pk}/solution/", {"came_from": odd}, headers=HTMX
            )
            self.assertIn(answer.status_code, {200, 204}, odd)
            if answer.status_code == 204:
                there = self.client.get(answer["HX-Redirect"])
                self.assertEqual(there.status_code, 302)
                self.assertRegex(there["Location"], r"^/(tickets/\d+/)?(\?|$)")

    def test_one_key_goes_on_without_solving(self):
        page = self.client.get(f"/tickets/{self.third.pk}/?view=open").content.decode()
        href = re.search(r'data-key="\]"[^>]* href="([^"]*)"', page)[1].replace("&amp;", "&")
        there = self.client.get(href)
        self.assertEqual(there["Location"], f"/tickets/{self.second.pk}/?view=open")
