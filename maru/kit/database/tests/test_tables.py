"""Who may use the tables and who may change them, on either database."""

from django.test import TestCase

from maru.kit.database.tables import tables


class TablesTests(TestCase):
    def held(self):
        hold = tables()
        self.addCleanup(hold.let_go)
        return hold

    def test_many_use_them_and_one_who_changes_them_waits_for_all(self):
        web, worker, upgrade = self.held(), self.held(), self.held()
        self.assertTrue(web.share())
        self.assertTrue(worker.share())
        self.assertTrue(upgrade.begin_change())
        web.let_go()
        self.assertFalse(upgrade.have_alone())
        worker.let_go()
        self.assertTrue(upgrade.have_alone())

    def test_whoever_uses_them_sees_that_somebody_waits(self):
        web, upgrade = self.held(), self.held()
        web.share()
        self.assertFalse(web.is_being_changed())
        upgrade.begin_change()
        self.assertTrue(web.is_being_changed())
        upgrade.let_go()
        self.assertFalse(web.is_being_changed())

    def test_one_changes_them_at_a_time_and_nobody_begins_to_use_them(self):
        one, other, web = self.held(), self.held(), self.held()
        one.begin_change()
        self.assertFalse(other.begin_change())
        one.have_alone()
        self.assertFalse(web.share())
        one.let_go()
        self.assertTrue(other.begin_change())
        self.assertTrue(web.share())
        self.assertTrue(web.is_shared())
