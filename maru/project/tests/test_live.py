"""Live updates over real sockets: told fast, to those who may know, and to nobody else (S8)."""

from __future__ import annotations

import json
import re
import time
from contextlib import contextmanager
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError
from django.test import Client, TransactionTestCase
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from maru.kit.live.seam import door, guard_with
from maru.project.tests.serving import served
from maru.staff.journal.models import Event
from maru.support.tickets.tests.cast import SupportTestCase


class LiveTests(TransactionTestCase):
    def setUp(self):
        self.cast = type("Cast", (SupportTestCase,), {})
        self.cast.setUpTestData()
        self.ticket = self.cast.ticket
        server = served()
        self.address = server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)

    def signed_in(self, member):
        client = Client()
        client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    @contextmanager
    def listening(self, member=None, *, client=None, after=None, origin=None):
        client = client or self.signed_in(member)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        with connect(
            f"ws://{self.address}/live" + (f"?after={after}" if after is not None else ""),
            origin=origin or f"http://{self.address}",
            additional_headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}"},
            open_timeout=60,
        ) as socket:
            yield socket

    def hears(self, socket, timeout=60.0):
        return json.loads(socket.recv(timeout=timeout))

    def until_greeted(self, socket):
        told = []
        while not told or told[-1]["verb"] != "hello":
            told.append(self.hears(socket))
        return told

    def hears_nothing(self, socket):
        with self.assertRaises(TimeoutError):
            self.fail(f"heard {socket.recv(timeout=0.8)}")

    def test_a_change_is_told_within_a_second_with_nothing_but_its_number(self):
        with self.listening(self.cast.minho) as socket:
            self.assertEqual(self.hears(socket)["verb"], "hello")
            began = time.monotonic()
            self.ticket.solve(by=self.cast.jisu)
            news = self.hears(socket)
            self.assertLess(time.monotonic() - began, 2)
            self.assertEqual(set(news), {"after", "ticket", "verb"})
            self.assertEqual((news["ticket"], news["verb"]), (self.ticket.pk, "ticket.status"))

    def test_who_may_not_see_the_ticket_hears_nothing_of_it(self):
        with self.listening(self.cast.eve) as eve, self.listening(self.cast.cole) as cole:
            self.hears(eve), self.hears(cole)
            self.ticket.solve(by=self.cast.jisu)
            self.hears_nothing(eve)
            self.hears_nothing(cole)

    def test_the_right_is_asked_again_for_each_push(self):
        with self.listening(self.cast.jisu) as jisu, self.listening(self.cast.sora) as sora:
            self.hears(jisu), self.hears(sora)
            self.ticket.hand_to(self.cast.secret_team, by=self.cast.sora)
            self.assertEqual(self.hears(sora)["verb"], "ticket.team")
            self.hears_nothing(jisu)

    def test_who_signs_out_or_is_deactivated_hears_nothing_more(self):
        client = self.signed_in(self.cast.jisu)
        with self.listening(client=client) as jisu, self.listening(self.cast.minho) as minho:
            self.hears(jisu), self.hears(minho)
            client.logout()
            self.cast.minho.is_active = False
            self.cast.minho.save()
            self.ticket.solve(by=self.cast.sora)
            for socket in (jisu, minho):
                with self.assertRaises(ConnectionClosed) as closed:
                    socket.recv(timeout=60)
                self.assertEqual(closed.exception.rcvd.code, 4401)

    def test_nobody_listens_without_a_session_or_from_a_foreign_page(self):
        with (
            connect(f"ws://{self.address}/live", origin=f"http://{self.address}") as socket,
            self.assertRaises(ConnectionClosed) as closed,
        ):
            socket.recv(timeout=60)
        self.assertEqual(closed.exception.rcvd.code, 4401)
        for origin in ("https://evil.example", "null", f"http://{self.address}.evil.example"):
            with self.assertRaises(InvalidStatus), self.listening(self.cast.jisu, origin=origin):
                pass

    def test_who_was_away_is_told_what_they_missed(self):
        with self.listening(self.cast.jisu) as socket:
            last = self.hears(socket)["after"]
        self.ticket.solve(by=self.cast.minho)
        with self.listening(self.cast.jisu, after=last) as socket:
            told = self.until_greeted(socket)
        self.assertIn("ticket.status", [news["verb"] for news in told])

    def test_who_missed_more_than_a_hundred_is_told_to_look_at_everything_once(self):
        with self.listening(self.cast.jisu) as socket:
            last = self.hears(socket)["after"]
        Event.record_all([Event.about("ticket.tagged", self.ticket) for _ in range(250)])
        with self.listening(self.cast.jisu, after=last) as socket:
            news = self.hears(socket)
            self.assertEqual(news["verb"], "everything")
        with self.listening(self.cast.jisu, after=news["after"]) as socket:
            self.assertEqual(self.hears(socket)["verb"], "hello")

    def test_more_than_a_hundred_at_once_are_one_word(self):
        with self.listening(self.cast.jisu) as socket:
            self.until_greeted(socket)
            Event.record_all([Event.about("ticket.tagged", self.ticket) for _ in range(250)])
            told = [self.hears(socket)["verb"]]
            self.ticket.solve(by=self.cast.minho)
            while told[-1] != "ticket.status":
                told.append(self.hears(socket)["verb"])
            self.assertEqual(set(told[:-1]), {"everything"})
            # Twice where anybody else of the same server was writing: they may have been before.
            self.assertLessEqual(len(told), 3)

    def test_who_saw_more_than_there_is_now_looks_at_everything(self):
        newest = Event.record("ticket.tagged", self.ticket).pk
        with self.listening(self.cast.jisu, after=newest + 1_000) as socket:
            news = self.hears(socket)
        self.assertEqual(news["verb"], "everything")
        self.assertLessEqual(news["after"], newest)

    def test_what_happens_between_the_page_and_its_socket_is_told_to_who_may_know(self):
        pages = {}
        for member in (self.cast.jisu, self.cast.eve):
            client = self.signed_in(member)
            page = client.get("/tickets/?view=all").content.decode()
            pages[client] = int(re.search(r'data-live-after="(\d+)"', page)[1])
        self.ticket.solve(by=self.cast.minho)
        told = []
        for client, after in pages.items():
            with self.listening(client=client, after=after) as socket:
                told.append([news["verb"] for news in self.until_greeted(socket)])
        self.assertIn("ticket.status", told[0])
        self.assertEqual(told[1], ["hello"])

    def test_what_could_not_be_told_while_the_database_was_away_is_told_when_it_is_back(self):
        failing = DoorThatFails()
        self.addCleanup(guard_with, failing.real)
        guard_with(failing)
        with self.listening(self.cast.minho) as socket:
            self.until_greeted(socket)
            failing.failures = 2
            self.ticket.solve(by=self.cast.jisu)
            news = self.hears(socket)
            self.assertEqual((news["ticket"], news["verb"]), (self.ticket.pk, "ticket.status"))
            self.assertEqual(failing.failures, 0)

    def test_who_listens_on_a_quiet_desk_hears_that_the_line_stands(self):
        with (
            patch("maru.kit.live.listening.SILENCE", 0.1),
            self.listening(self.cast.jisu) as socket,
        ):
            self.assertEqual([self.hears(socket)["verb"] for _ in range(2)], ["hello", "silence"])

    def test_fifty_windows_cost_one_look(self):
        clients = [self.signed_in(m) for m in (self.cast.jisu, self.cast.minho, self.cast.sora)]
        sockets = [self.listening(client=clients[i % 3]) for i in range(50)]
        opened = [socket.__enter__() for socket in sockets]
        try:
            for socket in opened:
                self.hears(socket)
            self.ticket.solve(by=self.cast.jisu)
            for socket in opened:
                self.assertEqual(self.hears(socket)["ticket"], self.ticket.pk)
        finally:
            for socket in sockets:
                socket.__exit__(None, None, None)

    def test_one_browser_opens_no_more_than_twenty(self):
        client = self.signed_in(self.cast.jisu)
        sockets = [self.listening(client=client) for _ in range(20)]
        opened = [socket.__enter__() for socket in sockets]
        try:
            for socket in opened:
                self.hears(socket)
            with self.listening(client=client) as one_more:
                with self.assertRaises(ConnectionClosed) as closed:
                    one_more.recv(timeout=60)
                self.assertEqual(closed.exception.rcvd.code, 4429)
        finally:
            for socket in sockets:
                socket.__exit__(None, None, None)


class DoorThatFails:
    """The door of the sessions, whose database is away so many times."""

    def __init__(self):
        self.real, self.failures = door(), 0

    def let_in(self, cookies):
        return self.real.let_in(cookies)

    def listeners(self, sessions):
        if self.failures:
            self.failures -= 1
            raise OperationalError("the connection is closed")
        return self.real.listeners(sessions)
