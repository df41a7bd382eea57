"""A conversation in its order: what is new, what others have in it, how far back a page reaches."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from maru.staff.journal.models import Event
from maru.support.tickets import conversation
from maru.support.tickets.habits.habits import Habits
from maru.support.tickets.models import Message
from maru.support.tickets.reading.seen import put_back, see
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.timeline import entries
from maru.support.tickets.timeline.entries import Entry
from maru.support.tickets.timeline.unread import News, news_since

HTMX = {"HX-Request": "true"}


class NewsTests(SupportTestCase):
    def test_what_others_said_since_is_new_from_its_first_message_on(self):
        see(self.ticket.pk, self.jisu)
        self.assertEqual(news_since(self.ticket, self.jisu), News())
        first = self.ticket.note("하나", by=self.minho)
        self.ticket.note("둘", by=self.minho)
        self.ticket.note("내 것", by=self.jisu)
        self.assertEqual(news_since(self.ticket, self.jisu), News(first.pk, 2))

    def test_to_who_never_opened_it_no_part_is_newer_and_unread_by_hand_is_none(self):
        self.ticket.note("하나", by=self.jisu)
        self.assertEqual(news_since(self.ticket, self.minho), News())
        see(self.ticket.pk, self.minho)
        put_back(self.ticket.pk, self.minho)
        self.assertEqual(news_since(self.ticket, self.minho), News())

    def test_the_page_says_where_and_how_many(self):
        see(self.ticket.pk, self.jisu)
        first = self.ticket.note("하나", by=self.minho)
        self.client.force_login(self.jisu)
        page = self.client.get(f"/tickets/{self.ticket.pk}/").content.decode()
        marked = page.index('id="new-from-here"')
        self.assertLess(page.index("방금 받았는데"), marked)
        self.assertLess(marked, page.index(f'id="message-{first.pk}"'))
        see(self.ticket.pk, self.jisu)
        self.assertNotContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "new-from-here")


class ReachingTests(SupportTestCase):
    def setUp(self) -> None:
        texts = [f"말 {number}" for number in range(260)]
        rows = [Message(ticket=self.ticket, direction="in", text=text) for text in texts]
        self.rows = Message.objects.bulk_create(rows)
        self.client.force_login(self.jisu)

    def test_a_page_reaches_back_to_what_is_new_but_not_without_end(self):
        self.assertEqual(len(conversation.latest(self.ticket).items), conversation.PAGE)
        near = conversation.latest(self.ticket, reaching=self.rows[180].pk)
        self.assertEqual(near.items[0].message, self.rows[180])
        far = conversation.latest(self.ticket, reaching=self.rows[0].pk)
        self.assertEqual(len(far.items), conversation.MOST)

    def test_earlier_messages_come_as_far_as_they_are_asked_for(self):
        asked = {"before": self.rows[210].pk, "reaching": self.rows[100].pk}
        shown = self.client.get(f"/tickets/{self.ticket.pk}/messages/", asked, headers=HTMX)
        self.assertContains(shown, f'id="message-{self.rows[100].pk}"')
        self.assertNotContains(shown, f'id="message-{self.rows[99].pk}"')

    def test_what_is_new_beyond_the_page_is_led_to(self):
        see(self.ticket.pk, self.jisu, self.rows[9].pk)
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, f"reaching={self.rows[10].pk}")


class EntryTests(SupportTestCase):
    def test_what_upper_apps_have_stands_in_its_place_between_the_messages(self):
        later = self.ticket.note("나중", by=self.jisu)
        Message.objects.filter(pk=later.pk).update(created_at=timezone.now() + timedelta(minutes=2))
        self.ticket.set_priority(4, by=self.jisu)
        call = Entry(
            timezone.now() + timedelta(minutes=1), "call-7", "tickets/_find.html", "통화 3분"
        )
        with patch.object(entries, "_sources", [lambda ticket, since, until: [call]]):
            talk = conversation.latest(self.ticket)
        changes, entry = talk.items[-1].before.runs
        self.assertEqual(entry, call)
        self.assertEqual([each.topic for each in changes], ["우선순위"])  # type: ignore[union-attr]
        self.assertEqual(talk.tail.runs, [])

    def test_a_page_draws_it_by_its_partial(self):
        call = Entry(timezone.now(), "call-7", "tickets/_find.html", "통화 3분")
        self.client.force_login(self.jisu)
        with patch.object(entries, "_sources", [lambda ticket, since, until: [call]]):
            page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "data-find-inside", count=2)


class FoldingTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        self.ticket.set_priority(4, by=self.jisu)
        self.ticket.tag_only(["급함"], by=self.jisu)
        self.page = f"/tickets/{self.ticket.pk}/"

    def test_changes_are_folded_until_one_wants_them_open_and_that_is_remembered(self):
        self.assertContains(self.client.get(self.page), '<details class="event">')
        self.assertEqual(self.client.post(f"{self.page}changes/", headers=HTMX).status_code, 204)
        self.assertTrue(Habits.of(self.jisu).open_changes)
        self.assertContains(self.client.get(self.page), '<details class="event" open>')
        self.client.post(f"{self.page}changes/", {"undo": "1"}, headers=HTMX)
        self.assertFalse(Habits.of(self.jisu).open_changes)
        self.assertEqual(Event.objects.filter(verb="habits.changed").count(), 2)

    def test_without_a_script_it_leads_back_and_the_profile_has_it_too(self):
        self.assertRedirects(self.client.post(f"{self.page}changes/"), self.page)
        self.client.post("/profile/habits/", {"undo_send": "on", "after_done": "next"})
        self.assertFalse(Habits.of(self.jisu).open_changes)
