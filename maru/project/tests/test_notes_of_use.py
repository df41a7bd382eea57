"""D9: while the database has no room, no token and no session is kept from reading."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from maru.kit.database import notes
from maru.kit.database.tests.full import no_room
from maru.staff.members.models import ApiToken, SignIn
from maru.support.tickets.tests.cast import LiveSupportTestCase

LONG_AGO = timezone.now() - timedelta(hours=1)


class NotesOfUseTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(patch.object(notes.Pause, "until", 0.0))
        token = ApiToken.issue(self.jisu, ["tickets:read"])
        self.api = Client(headers={"Authorization": f"Bearer {token}"})
        self.client.force_login(self.jisu)
        ApiToken.objects.update(last_used_at=LONG_AGO)
        SignIn.objects.update(seen_at=LONG_AGO)

    def read(self):
        """Return how the API and a page answer."""
        list_, page = self.api.get("/api/v1/tickets"), self.client.get("/tickets/")
        return list_.status_code, page.status_code

    def noted(self):
        """Return whether the use of the token and that of the session is noted."""
        token, sign_in = ApiToken.objects.get(), SignIn.objects.get()
        return token.last_used_at > LONG_AGO, sign_in.seen_at > LONG_AGO

    def test_reading_goes_on_and_the_use_is_noted_once_there_is_room(self):
        with no_room():
            self.assertEqual([self.read(), self.read()], [(200, 200), (200, 200)])
        self.assertEqual(self.noted(), (False, False))
        self.read()  # too early to try again
        self.assertEqual(self.noted(), (False, False))
        with patch.object(notes.Pause, "until", 0.0):
            self.assertEqual(self.read(), (200, 200))
        self.assertEqual(self.noted(), (True, True))

    def test_what_is_no_fault_of_the_disk_is_no_secret(self):
        def write():
            raise IntegrityError("a mistake")

        with self.assertRaises(IntegrityError):
            notes.note(write)
