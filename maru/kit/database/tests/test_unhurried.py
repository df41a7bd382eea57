"""What nobody waits for the disk to have written, and that everything else is waited for."""

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

from maru.kit.database.unhurried import unhurried
from maru.kit.tags.models import Tag

SAFE = {"sqlite": "2", "postgresql": "on"}


def safety():
    name = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(name)
        return str(cursor.fetchone()[0])


class UnhurriedTests(TransactionTestCase):
    def setUp(self):
        self.safe = SAFE[connection.vendor]
        self.assertEqual(safety(), self.safe)

    def test_the_disk_is_not_waited_for_and_what_is_written_is_seen(self):
        with unhurried():
            self.assertNotEqual(safety(), self.safe)
            Tag.objects.create(name="읽음")
        self.assertEqual(safety(), self.safe)
        self.assertTrue(Tag.objects.filter(name="읽음").exists())

    def test_what_fails_is_undone_and_the_next_is_safe(self):
        def fail():
            with unhurried():
                Tag.objects.create(name="읽음")
                raise ZeroDivisionError

        self.assertRaises(ZeroDivisionError, fail)
        self.assertEqual(safety(), self.safe)
        self.assertFalse(Tag.objects.exists())

    def test_inside_another_transaction_it_is_as_safe_as_that(self):
        with transaction.atomic():
            with unhurried():
                Tag.objects.create(name="읽음")
            self.assertEqual(safety(), self.safe)
        self.assertTrue(Tag.objects.exists())
