"""D9: a full disk stops no reading, and no reading stays out of the ledger."""

import pytest
from django.db import DatabaseError
from django.test import RequestFactory

from maru.extensions.email.tests.test_clock import full_database
from maru.staff.journal.models import AccessedCustomer, AccessRecord
from maru.staff.journal.owed import MOST, _owed
from maru.support.tickets.tests.cast import LiveSupportTestCase


@pytest.mark.sqlite  # only SQLite can be told how large it may become
class OwedTests(LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(_owed.clear)
        self.read = 0
        with full_database():
            try:
                while not _owed and self.read < 5_000:
                    self.note(self.read)
                    self.read += 1
            except DatabaseError:
                self.fail("a full disk stopped a reading")

    def note(self, number):
        request = RequestFactory().get("/")
        customers = range(1, 60)
        AccessRecord.note(request, "ticket", by=self.jisu, customers=customers, subject_id=number)

    def test_it_is_written_with_the_next_reading_in_its_place_and_with_its_time(self):
        self.assertEqual(AccessRecord.objects.count(), self.read - 1)
        at = _owed[0][0]
        self.note(self.read)
        self.assertEqual(list(_owed), [])
        newest = AccessRecord.objects.order_by("-id")[:2]
        self.assertEqual([r.subject_id for r in newest], [self.read, self.read - 1])
        self.assertLess(abs((newest[1].at - at).total_seconds()), 1.1)
        self.assertEqual(AccessedCustomer.objects.filter(record=newest[1]).count(), 59)

    def test_who_owes_too_much_may_not_read_on(self):
        _owed.extend(_owed[0] for _ in range(MOST))
        with full_database(), self.assertRaises(DatabaseError):
            self.note(0)
