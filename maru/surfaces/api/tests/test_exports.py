"""Tickets as a file (/exports): asked for, looked after, fetched, deleted."""

import csv
import io
from datetime import timedelta

from django.utils import timezone

from maru.kit.blobs import store
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.roles import Role
from maru.support.exports.models import Export
from maru.support.savedviews.models import SavedView
from maru.surfaces.api.tests.cast import ApiTestCase

PATH = "/exports"


class ExportTests(ApiTestCase):
    def setUp(self):
        self.minhos = self.api(self.minho)

    def make(self, **asked):
        return self.minhos.post(PATH, {"filter": {}, **asked})

    def test_it_is_asked_for_and_fetched_and_the_ledger_knows(self):
        made = self.make(columns=["status", "email"])
        self.assertEqual(made.status_code, 202, made.content)
        export = made.json()
        self.assertEqual((export["state"], export["rows"], export["percent"]), ("done", 1, 100))
        answer = self.minhos.get(f"{PATH}/{export['id']}/file")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("sandbox", answer["Content-Security-Policy"])
        text = store().read(Export.objects.get().sha256).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        self.assertEqual(rows[1], [str(self.ticket.pk), self.ticket.subject,
                                   "haneul.kim@example.com", "새 문의"])  # fmt: skip
        making, fetching = AccessRecord.objects.filter(what="export").order_by("pk")
        self.assertEqual(
            (making.customers, fetching.customers, fetching.total), ([self.kim.pk], [], 1)
        )
        self.assertEqual(fetching.address, "127.0.0.1")
        self.assertTrue(Event.objects.filter(verb="export.fetched", actor_id=self.minho.pk))

    def test_a_filter_and_a_view_are_asked_as_the_list_is(self):
        view = SavedView.objects.create(
            name="급한 것", member=self.minho,
            conditions={"all": [{"field": "priority", "op": "in", "value": [4]}]},
        )  # fmt: skip
        self.assertEqual(self.make(filter={"view": view.pk}).json()["rows"], 0)
        self.ticket.set_priority(4, by=self.jisu)
        self.assertEqual(self.make(filter={"view": view.pk}, form="xlsx").json()["rows"], 1)
        self.assertEqual(self.make(filter={"status": ["solved"]}).json()["rows"], 0)

    def test_it_is_nobody_elses_and_gone_once_it_is_deleted_or_expired(self):
        path = f"{PATH}/{self.make().json()['id']}"
        sora = self.api(self.sora)
        for method, rest in (("GET", ""), ("GET", "/file"), ("DELETE", "")):
            self.assertEqual(sora.send(method, path + rest).status_code, 404)
        Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertEqual(self.minhos.get(path).json()["state"], "expired")
        self.assertEqual(self.minhos.get(f"{path}/file").status_code, 409)
        self.assertEqual(self.minhos.delete(path).status_code, 204)
        self.assertEqual(self.minhos.get(path).status_code, 404)

    def test_roles_and_scopes(self):
        for role, status in ((Role.AGENT, 403), (Role.DESIGNER, 403), (Role.ANALYST, 202)):
            member = self.member(f"x-{role}", "누구", role)
            answer = self.api(member).post(PATH, {"filter": {}})
            self.assertEqual(answer.status_code, status, role)
        self.assertEqual(self.api(self.minho, "staff:read").post(PATH, {}).status_code, 403)

    def test_what_cannot_be_asked_is_refused_in_words(self):
        for wrong in ({"filter": 7}, {"filter": None}, {"filter": {"tagg": "x"}}, {"form": "pdf"},
                      {"columns": ["password"]}, {"filter": {"view": 99}}, {"times": "utc"},
                      {"more": 1}):  # fmt: skip
            answer = self.make(**wrong)
            self.assertEqual(answer.status_code, 422, wrong)
        self.assertFalse(Export.objects.exists())
