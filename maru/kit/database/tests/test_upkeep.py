"""What is between a database and this version."""

from django.db.migrations.loader import MigrationLoader
from django.test import SimpleTestCase


class MigrationsTests(SimpleTestCase):
    def test_each_migration_is_whole_or_not_there(self):
        loader = MigrationLoader(None)
        loose = [node for node, each in loader.disk_migrations.items() if not each.atomic]
        self.assertEqual(loose, [])
