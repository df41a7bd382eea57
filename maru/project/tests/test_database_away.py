"""D10: while the database is away, pages and API say so; nobody meets a fault of ours."""

from __future__ import annotations

import copy
import os
import socket
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client, RequestFactory, TransactionTestCase
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn

from maru.kit.database.away import is_away
from maru.project.refusing import Refusing
from maru.staff.members.models import ApiToken
from maru.support.tickets.tests.cast import LiveSupportTestCase

WORDS = {"ko": "데이터베이스가 지금 대답하지 않습니다", "en": "The database does not answer"}


@contextmanager
def away():
    """Have the database lie where nobody answers."""
    given, kept = connection.settings_dict, copy.deepcopy(connection.settings_dict)
    close()
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    if connection.vendor == "postgresql":
        given |= {"HOST": "127.0.0.1", "PORT": str(port)}
        given["OPTIONS"]["pool"] = {**given["OPTIONS"]["pool"], "timeout": 0.1}
    else:
        given["NAME"] = "/nowhere/maru.sqlite3"
    try:
        yield
    finally:
        close()
        given |= kept


def close():
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


class AwayTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        token = ApiToken.issue(self.jisu, ["tickets:read"])
        self.api = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {token}"}
        )
        self.client.raise_request_exception = False
        self.client.force_login(self.jisu)

    def test_pages_and_api_say_so_in_both_languages_and_go_on_when_it_is_back(self):
        with away():
            for language, words in WORDS.items():
                headers = {"Accept-Language": language}
                page = self.client.get("/tickets/", headers=headers)
                self.assertContains(page, words, status_code=503)
                answer = self.api.get("/api/v1/tickets", headers=headers)
                error = answer.json()["error"]
                self.assertEqual((answer.status_code, error["code"]), (503, "database_away"))
                self.assertIn(words, error["message"])
                self.assertEqual([page["Retry-After"], answer["Retry-After"]], ["5", "5"])
        self.assertEqual(self.client.get("/tickets/").status_code, 200)
        self.assertEqual(self.api.get("/api/v1/tickets").status_code, 200)

    def test_a_view_that_meets_it_half_way_says_so_too(self):
        refusing = Refusing(lambda request: None)
        with away(), self.assertRaises(DatabaseError) as met:
            self.ticket.refresh_from_db()
        page = refusing.process_exception(RequestFactory().get("/"), met.exception)
        self.assertContains(page, WORDS["ko"], status_code=503)

    def test_a_mistake_of_ours_stays_one(self):
        with self.assertRaises(DatabaseError) as met, connection.cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere")
        self.assertFalse(is_away(met.exception))


@pytest.mark.postgres
class VanishingTests(TransactionTestCase):
    def test_a_server_that_vanishes_is_given_up_within_half_a_minute(self):
        options = {k: v for k, v in connection.settings_dict["OPTIONS"].items() if k != "pool"}
        with socket.create_server(("127.0.0.1", 0)) as silent:
            options |= {"host": "127.0.0.1", "port": silent.getsockname()[1]}
            line = PGconn.connect_start(make_conninfo(**options).encode())
            self.addCleanup(line.finish)
        with socket.socket(fileno=os.dup(line.socket)) as wire:
            tcp = [socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT]
            idle, interval, count = (wire.getsockopt(socket.IPPROTO_TCP, each) for each in tcp)
            self.assertEqual(idle + interval * count, 30)
            unheard = wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            self.assertEqual(unheard, 30_000)


@pytest.mark.postgres
class RestartingTests(TransactionTestCase):
    def test_what_a_restart_breaks_off_is_away(self):
        with self.assertRaises(DatabaseError) as met, connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        self.assertTrue(is_away(met.exception))

    def test_a_copy_that_is_only_read_is_away_for_who_writes(self):
        with (
            self.assertRaises(DatabaseError) as met,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SET TRANSACTION READ ONLY")
            cursor.execute("CREATE TABLE nothing ()")
        self.assertTrue(is_away(met.exception))

    def _fixture_teardown(self):
        connections.close_all()  # nothing was written
