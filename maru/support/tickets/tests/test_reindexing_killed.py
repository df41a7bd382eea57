"""A process that makes the index anew is killed half-way: what is left is done by the next."""

import os
import signal
import warnings
from unittest.mock import patch

import pytest
from django.db import connection, connections

from maru.kit.search import indexing
from maru.kit.search.coverage import go_on
from maru.kit.search.finding import find
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Coverage, Document, Remaking
from maru.records.channels.rescue import free_what_the_dead_held
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase

TOGETHER = 4  # documents of one claim
CLAIMS = 3  # of which the last one is broken off, its documents taken out and not yet written


@pytest.mark.both
class ReindexingKilledTests(LiveSupportTestCase):
    def test_what_was_left_is_done_by_the_next_and_nothing_is_lost(self):
        numbers = [
            open_ticket(
                by=self.jisu, brand=self.onnuri, requester=self.kim, subject=f"찻잔 {n}", text="."
            ).pk
            for n in range(30)
        ]
        self.go_through()
        Document.objects.update(terms=":ticket 낡은", parts=[["x", 1]])
        Coverage.begin_again()
        self.assertEqual(self.killed(), signal.SIGKILL)

        anew = Document.objects.exclude(terms__contains="낡은").count()
        self.assertTrue(0 < anew < len(numbers), anew)
        self.assertEqual(Document.objects.count(), len(numbers) + 2)  # none was taken out for good

        free_what_the_dead_held()
        self.go_through()
        self.assertFalse(Document.objects.filter(terms__contains="낡은").exists())
        self.assertFalse(Coverage.objects.filter(is_anew=True).exists())
        found = find("찻잔", self.jisu, size=50).documents
        self.assertEqual([document.object_id for document in found], numbers[::-1])

    def go_through(self):
        while go_on() or index_outdated() or Remaking.objects.exists():
            pass

    def killed(self):
        """Return the signal by which one ended that went through everything."""
        connections.close_all()
        if connection.vendor == "postgresql":
            connection.close_pool()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # threads; the child leaves them
            pid = os.fork()
        if pid:
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) * -1
        try:
            claims = iter(range(1, CLAIMS + 1))

            def learn(documents):
                if next(claims) == CLAIMS:
                    os.kill(os.getpid(), signal.SIGKILL)

            with patch.multiple(indexing, TOGETHER=TOGETHER, learn=learn):
                self.go_through()
        finally:
            os._exit(1)
