"""Following the events by number: what commits late is told, and nothing is told twice (D10)."""

from __future__ import annotations

import asyncio
import copy
import json
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone

from maru.kit.database.elsewhere import elsewhere
from maru.kit.live.ground import standing
from maru.kit.live.listening import AGAIN, WAITING, Listening
from maru.kit.live.seam import News
from maru.kit.live.tail import MANY, Tail
from maru.staff.journal.models import Event
from maru.support.tickets.live import TicketFeed
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import SupportTestCase


class TailTests(SupportTestCase):
    def setUp(self):
        self.tail = Tail(TicketFeed())
        self.tail.begin()

    def look(self):
        """Return the ids that are told now; "everything" when it is that."""
        look = self.tail.look()
        self.tail.told(look)
        return "everything" if look.is_everything else [news.id for news in look.new]

    def test_what_could_not_be_told_is_found_again(self):
        event = Event.record("ticket.tagged", self.ticket)
        self.assertEqual([news.id for news in self.tail.look().new], [event.pk])
        self.assertEqual(self.look(), [event.pk])
        self.assertEqual(self.look(), [])

    def test_a_browser_asks_for_what_it_is_told_until_all_of_it_was_told(self):
        before = self.tail.look().after
        Event.record("ticket.tagged", self.ticket)
        look = self.tail.look()
        self.assertEqual(look.after, before)
        self.tail.told(look)
        self.assertEqual(self.tail.look().after, look.new[-1].id)

    def test_more_than_a_hundred_are_everything_and_none_of_them_comes_after_it(self):
        Event.record_all([Event.about("ticket.tagged", self.ticket) for _ in range(MANY)])
        self.assertEqual(len(self.look()), MANY)
        Event.record_all([Event.about("ticket.tagged", self.ticket) for _ in range(3 * MANY)])
        self.assertEqual(self.look(), "everything")
        self.assertEqual(self.look(), [])

    def test_a_database_that_was_put_back_is_everything_once(self):
        last = Event.record("ticket.tagged", self.ticket)
        self.look()
        last.delete()
        self.assertEqual(self.look(), "everything")
        self.assertEqual(self.look(), [])

    def test_the_state_of_a_delivery_concerns_its_ticket(self):
        message = self.ticket.reply("답", by=self.jisu)
        event = Event.record("delivery.sent", message.delivery)
        (news,) = [n for n in TicketFeed().since(0, 500) if n.id == event.pk]
        self.assertEqual(news.subject, self.ticket.pk)


@pytest.mark.postgres  # SQLite has one writer at a time
class OverlappingTests(TransactionTestCase):
    ticket = Ticket(pk=7)
    look = TailTests.look

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.databases = frozenset({"default", "other"})

    def setUp(self):
        super().setUp()
        self.feed = TicketFeed()
        self.tail = Tail(self.feed)
        self.tail.begin()

    def _fixture_teardown(self):
        Event.objects.all().delete()  # emptying every table takes seconds

    @contextmanager
    def transaction(self):
        """Give a function that records an event in a transaction of its own, open meanwhile."""
        given = copy.deepcopy(connection.settings_dict)
        given["OPTIONS"].pop("pool", None)
        connections.databases["other"] = given
        try:
            with transaction.atomic("other"):
                yield lambda: self.recorded("other")
        finally:
            connections["other"].close()
            del connections["other"]
            del connections.databases["other"]

    def recorded(self, alias="default"):
        with elsewhere(alias):
            event = Event.record("ticket.tagged", self.ticket)
            # As if all of it had taken an hour: no pause tells what may still come.
            Event.objects.filter(pk=event.pk).update(at=timezone.now() - timedelta(hours=1))
        return event.pk

    def restart(self):
        """Break every connection but ours, as a restart does: what was open is undone."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def test_the_lower_number_that_commits_last_is_told(self):
        with self.transaction() as record:
            low, high = record(), self.recorded()
            self.assertLess(low, high)
            self.assertEqual([self.look(), self.look()], [[high], []])
            self.assertLess(standing(self.feed), low)
        self.assertEqual([self.look(), self.look()], [[low], []])
        self.assertEqual(standing(self.feed), high)

    def test_a_transaction_that_began_later_and_drew_the_lower_number_is_waited_for(self):
        with ExitStack() as ours:
            ours.enter_context(transaction.atomic())
            first = self.recorded()
            with self.transaction() as record:
                low, high = record(), self.recorded()
                ours.close()
                self.assertEqual(self.look(), [first, high])
                self.assertLess(standing(self.feed), low)
        self.assertEqual(self.look(), [low])

    def test_a_restart_between_undoes_what_was_open_and_what_is_done_anew_is_told(self):
        with self.assertRaises(OperationalError), self.transaction() as record:
            undone, high = record(), self.recorded()
            self.assertEqual(self.look(), [high])
            self.restart()
            record()
        self.assertEqual(self.look(), [])
        with self.transaction() as record:
            low, high = record(), self.recorded()
            self.assertEqual(self.look(), [high])
        self.assertEqual(self.look(), [low])
        self.assertEqual(standing(self.feed), high)
        self.assertFalse(Event.objects.filter(pk=undone).exists())

    def test_what_was_open_when_the_hub_began_is_everything_when_it_ends(self):
        with self.transaction() as record:
            low, high = record(), self.recorded()
            self.tail.begin()
            self.assertEqual(self.look(), [])
            self.assertEqual(self.tail.look().after, 0)
            later = self.recorded()
            self.assertEqual(self.look(), [later])
        self.assertEqual([self.look(), self.look()], ["everything", []])
        self.assertLess(low, high)

    def test_who_stays_open_for_long_holds_up_nobody(self):
        with patch("maru.kit.live.tail.HELD", 3):
            with self.transaction() as record:
                record()
                told = [self.recorded() for _ in range(4)]
                self.assertEqual([self.look(), self.look()], [told, []])
                later = self.recorded()
                self.assertEqual(self.look(), [later])
            self.assertEqual([self.look(), self.look()], ["everything", []])


class ListeningTests(SupportTestCase):
    def told(self, *calls, after=7):
        """Return what waits to be sent after ``calls``: of a number, of the news of that id."""

        async def listen():
            listening = Listening(None, "session", after)
            for name, id, *given in calls:
                about = id if name in ("greet", "tell_everything") else News(id, "ticket.tagged", 1)
                getattr(listening, name)(about, *given)
            return [json.loads(text) for text in listening._waiting]

        return asyncio.run(listen())

    def test_who_does_not_keep_up_is_told_to_look_at_everything(self):
        tells = [("tell", n, 9) for n in range(WAITING + 2)]
        told = self.told(("greet", 8), *tells)
        verbs = [news["verb"] for news in told]
        self.assertEqual(verbs, ["everything", "ticket.tagged", "ticket.tagged"])

    def test_a_line_that_is_stuck_is_let_go_and_nobody_waits_for_it(self):
        class Stuck:
            async def send_text(self, text):
                await asyncio.Event().wait()

            receive = close = send_text

        async def listen():
            listening = Listening(Stuck(), "session")
            holding = asyncio.create_task(listening.hold())
            listening.greet(8)
            while listening._began is None:
                await asyncio.sleep(0)
            listening.look_after()
            self.assertFalse(listening._end.done())
            with (
                patch("maru.kit.live.listening.SLOWEST", 0),
                patch("maru.kit.live.listening.ENDING", 0.01),
            ):
                listening.look_after()
                self.assertEqual(listening._end.result(), AGAIN)
                await asyncio.wait_for(holding, 30)

        asyncio.run(listen())

    def test_what_is_told_before_the_greeting_does_not_count_as_all(self):
        told = self.told(("catch_up", 8), ("greet", 8), ("tell", 9, 9))
        self.assertEqual([news["after"] for news in told], [7, 8, 9])

    def test_what_happens_meanwhile_comes_behind_what_was_missed_and_once(self):
        told = self.told(
            ("tell", 9, 8), ("tell", 10, 8), ("catch_up", 8), ("catch_up", 9), ("greet", 8),
            ("tell", 11, 9), ("tell", 10, 9),
        )  # fmt: skip
        # By what they are to ask for: 8 and 9 that it missed, the greeting, 10, 11, and 10 anew.
        self.assertEqual([news["after"] for news in told], [7, 7, 8, 8, 9, 9])

    def test_who_is_to_look_at_everything_is_greeted_so(self):
        told = self.told(("tell_everything", 8), ("greet", 9))
        self.assertEqual([(news["verb"], news["after"]) for news in told], [("everything", 9)])
