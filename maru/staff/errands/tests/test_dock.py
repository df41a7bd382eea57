"""The corner of the desk: one's own long work, until it is put away."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from maru.staff.errands.errand import SHOWN
from maru.staff.errands.models import Errand
from maru.staff.errands.tidying import put_old_away
from maru.staff.journal.models import Event
from maru.staff.members.tests.cast import StaffTestCase


class DockTests(StaffTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.errand = Errand.ask("bulk", by=self.jisu, total=8, about={"bulk": 1})

    def dock(self):
        return self.client.get("/errands/dock/")

    def test_it_tells_how_far_it_is_and_asks_again_until_nothing_is_under_way(self):
        Errand.objects.update(done=2)
        self.assertContains(self.dock(), 'value="25"')
        self.assertContains(self.dock(), "every 1s")
        page = self.client.post(f"/errands/{self.errand.pk}/stopping/")
        self.assertNotContains(page, "every 1s")
        self.assertEqual(Event.objects.get(verb="bulk.stopped").actor_id, self.jisu.pk)

    def test_what_goes_on_is_not_put_away_and_what_ended_is(self):
        away = f"/errands/{self.errand.pk}/putting-away/"
        self.assertContains(self.client.post(away), "dock-row")
        self.errand.stop(by=self.jisu)
        self.assertNotContains(self.client.post(away), "dock-row")

    def test_what_ended_long_ago_puts_itself_away(self):
        self.errand.stop(by=self.jisu)
        self.assertContains(self.dock(), "dock-row")
        Errand.objects.update(ended_at=timezone.now() - SHOWN - timedelta(minutes=1))
        self.assertNotContains(self.dock(), "dock-row")
        put_old_away()
        self.errand.refresh_from_db()
        self.assertIsNotNone(self.errand.put_away_at)

    def test_what_goes_on_is_never_put_away_by_itself(self):
        put_old_away()
        self.assertContains(self.dock(), "dock-row")

    def test_the_corner_is_found_by_its_index(self):
        plan = Errand.objects.visible_to(self.jisu).shown().order_by("-id")[:4].explain()
        if connection.vendor == "sqlite":  # PostgreSQL reads a small table whole
            self.assertIn("errands_shown", plan)

    def test_another_members_is_not_there_to_be_seen_or_stopped(self):
        self.client.force_login(self.minho)
        self.assertNotContains(self.dock(), "dock-row")
        for what in ("stopping", "putting-away"):
            answer = self.client.post(f"/errands/{self.errand.pk}/{what}/")
            self.assertEqual(answer.status_code, 404)
        self.errand.refresh_from_db()
        self.assertTrue(self.errand.is_under_way)
