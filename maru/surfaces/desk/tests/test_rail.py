"""The counts on the rail, asked again while a page lies open."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from maru.support.savedviews import counting
from maru.support.savedviews.models import SavedView
from maru.support.savedviews.place import put_on_rail
from maru.support.tickets.tests.cast import SupportTestCase


class RailTests(SupportTestCase):
    def counts(self, member):
        self.client.force_login(member)
        shown = self.client.get("/rail/").content.decode()
        found = re.findall(r'id="rail-count-([\w-]+)"[^>]*>(?:<span.*?</span>)?(\d*)', shown)
        return {key: int(number or 0) for key, number in found}

    def test_each_is_shown_their_own(self):
        self.ticket.assign(self.jisu, by=self.minho)
        self.assertEqual(self.counts(self.jisu)["inbox"], 1)
        self.assertEqual(self.counts(self.minho)["inbox"], 0)

    def test_they_follow_what_happens(self):
        self.assertEqual(self.counts(self.jisu)["inbox"], 0)
        self.ticket.assign(self.jisu, by=self.minho)
        counting.HERE.clear()  # a slow machine's count may stand for seconds
        self.assertEqual(self.counts(self.jisu)["inbox"], 1)
        self.ticket.solve(by=self.jisu)
        counting.HERE.clear()
        self.assertEqual(self.counts(self.jisu)["inbox"], 0)

    def test_a_pinned_view_is_among_them_for_whom_it_is_pinned(self):
        view = SavedView.make(name="모두", by=self.minho, conditions={"all": []})
        put_on_rail(view, self.minho, on=True)
        self.assertEqual(self.counts(self.minho)[f"view-{view.pk}"], 1)
        self.assertNotIn(f"view-{view.pk}", self.counts(self.jisu))

    def test_asked_again_while_nothing_happens_nothing_is_counted(self):
        self.counts(self.jisu)
        with CaptureQueriesContext(connection) as asked:
            self.client.get("/rail/")
        self.assertNotIn("tickets_ticket", " ".join(q["sql"] for q in asked))

    def test_every_page_of_the_desk_asks_for_them(self):
        self.client.force_login(self.jisu)
        for page in ("/", f"/tickets/{self.ticket.pk}/", "/customers/", "/profile/"):
            self.assertContains(self.client.get(page), 'data-live="rail"')

    def test_the_views_beside_a_ticket_say_how_many_they_hold(self):
        self.client.force_login(self.jisu)
        page = self.client.get(f"/tickets/{self.ticket.pk}/?view=open")
        self.assertContains(page, '<span class="tabs-count">1</span>')
        rows = self.client.get(f"/tickets/{self.ticket.pk}/beside/?view=open")
        self.assertContains(rows, 'id="list-tabs" data-follow-with')
