"""The list as a file, by its page: asked for, fetched by its own member alone, deleted."""

from datetime import timedelta
from unittest.mock import patch

from django.utils import timezone

from maru.kit.blobs import store
from maru.kit.jobs.sweeps import sweeps
from maru.staff.errands import carrying
from maru.staff.errands.models import Errand
from maru.support.exports import making
from maru.support.exports.models import Export
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

NEW = "/exports/new/?view=all&priority=2"
ASKED = {"form": "csv", "times": "local", "columns": ["status"]}


class ExportPageTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.minho)
        urgent = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="급함", text="."
        )
        urgent.set_priority(4, by=self.jisu)

    def test_the_list_as_it_stands_is_made_and_fetched(self):
        page = self.client.get("/?view=all&priority=2")
        self.assertContains(page, "/exports/new/?view=all&amp;priority=2")
        page = self.client.get(NEW)
        self.assertContains(page, 'value="status" checked')
        page = self.client.post(NEW, ASKED, follow=True)
        export = Export.objects.get()
        self.assertEqual((export.rows, export.name), (1, "전체"))
        self.assertContains(page, f"/exports/{export.pk}/file/")
        text = store().read(export.sha256).decode("utf-8-sig")
        self.assertIn(self.ticket.subject, text)
        self.assertNotIn("급함", text)
        answer = self.client.get(f"/exports/{export.pk}/file/", follow=True)
        self.assertIn("attachment", answer["Content-Disposition"])

    def test_its_address_is_good_for_its_own_member_alone(self):
        self.client.post(NEW, ASKED)
        export = Export.objects.get()
        leads_to = self.client.get(f"/exports/{export.pk}/file/")["Location"]
        self.client.force_login(self.sora)
        self.assertEqual(self.client.get(leads_to).status_code, 404)
        self.assertEqual(self.client.get(f"/exports/{export.pk}/file/").status_code, 404)

    def test_one_that_has_expired_or_was_deleted_is_given_to_nobody(self):
        self.client.post(NEW, ASKED)
        export = Export.objects.get()
        leads_to = self.client.get(f"/exports/{export.pk}/file/")["Location"]
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertEqual(self.client.get(leads_to).status_code, 404)
        self.assertContains(self.client.get("/exports/"), "기한 지남")
        page = self.client.post(f"/exports/{export.pk}/removal/", follow=True)
        self.assertContains(page, "아직 내보낸 것이 없습니다")

    def test_a_large_one_is_shown_while_it_is_made_and_in_the_corner(self):
        with patch.object(making, "AT_ONCE", 0):
            page = self.client.post(NEW, ASKED, follow=True)
        self.assertContains(page, "load delay:1s")
        self.assertContains(page, "내보내기: 전체 (CSV)")
        [sweep] = [each for each in sweeps() if each.name == "errands.export"]
        apart = []
        with patch.object(carrying, "_carry_on_apart", apart.append):
            self.assertEqual(sweep.look(), 1)
        carrying.carry(apart[0], seconds=60)
        self.assertEqual(Errand.objects.get().state, "done")
        self.assertContains(self.client.get("/errands/dock/"), "내려받기")

    def test_who_may_not_export_finds_no_way(self):
        self.client.force_login(self.jisu)
        self.assertNotContains(self.client.get("/?view=all"), "exports/new")
        for path in ("/exports/", NEW):
            self.assertEqual(self.client.get(path).status_code, 404)
        self.assertEqual(self.client.post(NEW, ASKED).status_code, 404)

    def test_nonsense_is_said_and_makes_nothing(self):
        page = self.client.post(NEW, {"form": "pdf", "times": "x", "columns": ["password"]})
        self.assertEqual(page.status_code, 422)
        self.assertEqual(self.client.get("/exports/new/?view=nope").status_code, 302)
        self.assertFalse(Export.objects.exists())
