"""/health: a part that is down is named, and it does not pass for one that starts."""

import os
import socket
import tempfile
from pathlib import Path
from unittest.mock import patch

from django.test import TestCase

from maru.project import health
from maru.project.front import health as front
from maru.project.front.health import Standing
from maru.project.health import beat, report


class StandingTests(TestCase):
    def setUp(self):
        home = self.enterContext(tempfile.TemporaryDirectory())
        self.enterContext(self.settings(HOME=Path(home)))
        self.mail = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        port = str(self.mail.getsockname()[1])
        self.enterContext(patch.dict(os.environ, {"MARU_SMTP_PORT": port}))
        # It closes the connections of its thread, which are the test's.
        self.enterContext(patch.object(health, "close_old_connections"))
        self.standing = Standing()

    def told(self):
        return self.standing.of(report())

    def test_who_has_not_been_up_yet_is_starting(self):
        self.assertEqual(self.told(), {"status": "starting", "down": ["worker"]})
        beat("worker")
        self.assertEqual(self.told(), {"status": "ok", "down": []})

    def test_who_was_up_and_died_is_down(self):
        beat("worker")
        self.told()
        self.mail.close()
        self.assertEqual(self.told(), {"status": "down", "down": ["mail"]})

    def test_who_does_not_come_up_at_all_is_down(self):
        with patch.object(front, "STARTING", 0.0):
            self.assertEqual(self.told(), {"status": "down", "down": ["worker"]})
