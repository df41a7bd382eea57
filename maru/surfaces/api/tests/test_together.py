"""Many at once, with real threads and real commits: D7 and D8."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TransactionTestCase

from maru.records.channels.models import Delivery
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.surfaces.api.tests.cast import Caller

# 1,000 is the published figure: MARU_TEST_REPLIES=1000 at each release.
REPLIES = int(os.environ.get("MARU_TEST_REPLIES", "100"))


class TogetherTests(TransactionTestCase):
    def setUp(self):
        self.cast = type("Cast", (SupportTestCase,), {})
        self.cast.setUpTestData()
        self.path = f"/tickets/{self.cast.ticket.number}/messages"

    def at_once(self, callers):
        """Call all at the same moment, each in a thread with a connection of its own."""
        start = Barrier(len(callers))

        def run(call):
            start.wait()
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(callers)) as threads:
            return list(threads.map(run, callers))

    def test_a_reply_sent_three_times_at_once_is_one_reply(self):
        token = ApiToken.issue(self.cast.jisu, SCOPES)
        for number in range(REPLIES):
            data, key = {"body": f"답장 {number}"}, f"reply-{number}"
            responses = self.at_once(
                [lambda d=data, k=key: Caller(token).post(self.path, d, Idempotency_Key=k)] * 3
            )
            self.assertEqual([r.status_code for r in responses], [201] * 3, responses[0].content)
            self.assertEqual(len({r.content for r in responses}), 1)
        other = Caller(token).post(self.path, {"body": "다른 글"}, Idempotency_Key="reply-0")
        self.assertEqual(other.status_code, 422)
        self.assertEqual(Message.objects.filter(direction="out").count(), REPLIES)
        self.assertEqual(Delivery.objects.count(), REPLIES)

    def test_of_two_who_answer_at_once_one_is_shown_the_other(self):
        tokens = [ApiToken.issue(m, SCOPES) for m in (self.cast.jisu, self.cast.minho)]
        for number in range(REPLIES):
            self.cast.ticket.refresh_from_db()
            seen = self.cast.ticket.last_public_id
            responses = self.at_once(
                [
                    lambda t=token: Caller(t).post(
                        self.path,
                        {"body": f"{number} {t[-5:]}", "seen": seen},  # noqa: B023
                    )
                    for token in tokens
                ]
            )
            won, lost = sorted(responses, key=lambda r: r.status_code)
            self.assertEqual((won.status_code, lost.status_code), (201, 409), lost.content)
            self.assertEqual([m["id"] for m in lost.json()["newer"]], [won.json()["id"]])
        self.assertEqual(Delivery.objects.count(), REPLIES)
