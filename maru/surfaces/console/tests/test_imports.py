"""The page of imports: begin, count first, follow, take back; and the API does the same."""

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.extensions.email.models import MailImport
from maru.extensions.email.tests.imports import ImportCase, as_mbox, carried_out, old_mail
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken
from maru.support.tickets.models import Ticket
from maru.support.tickets.tests.cast import LiveSupportTestCase
from maru.surfaces.api.tests.cast import Caller

POISON = (
    b"From: p@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\n\nx\n" * 200
    + b"--b--\n"
)
NEW = "/console/imports/new/"


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("inbox.mbox", as_mbox([old_mail("q"), POISON]))


class ImportPageTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.sora)

    def given(self, **more):
        return {"channel": self.mailbox.pk, "closing": "old", "days": "", "own": "", **more}

    def test_a_file_is_counted_then_imported_then_taken_back(self):
        response = self.client.post(NEW, self.given(files=[upload()], count="1"), follow=True)
        self.assertContains(response, "inbox.mbox")
        counted = carried_out(MailImport.objects.get())
        self.assertEqual((counted.state, counted.found), ("counted", 2))
        page = f"/console/imports/{counted.pk}/"
        response = self.client.post(f"{page}beginning/", follow=True)
        done = carried_out(MailImport.objects.latest("id"))
        self.assertEqual((done.messages, done.quarantined), (1, 1))
        page = f"/console/imports/{done.pk}/"
        aside = done.mails.get(envelope__state="quarantined")
        self.assertContains(self.client.get(page), f"/console/quarantine/{aside.envelope_id}/")
        ticket = Ticket.objects.get(source="import")
        listed = self.client.get(f"/?view=all&source=import&brand={self.onnuri.pk}")
        self.assertContains(listed, ticket.subject)
        self.client.post(f"{page}undoing/")
        carried_out(done)
        self.assertFalse(Ticket.objects.filter(source="import").exists())
        self.assertEqual(self.client.get(page).status_code, 200)

    def test_what_is_missing_is_said(self):
        response = self.client.post(NEW, self.given())
        self.assertEqual(response.status_code, 422)
        response = self.client.post(NEW, self.given(files=[upload()], own="kim at example"))
        self.assertEqual(response.status_code, 422)
        self.assertFalse(MailImport.objects.exists())

    def test_it_is_stopped_while_it_runs_and_not_after(self):
        self.client.post(NEW, self.given(files=[upload()]))
        running = MailImport.objects.get()
        fragment = self.client.get(f"/console/imports/{running.pk}/progress/")
        self.assertNotIn("HX-Refresh", fragment.headers)
        self.client.post(f"/console/imports/{running.pk}/stopping/")
        running.refresh_from_db()
        self.assertEqual(running.state, "cancelled")
        fragment = self.client.get(f"/console/imports/{running.pk}/progress/")
        self.assertEqual(fragment.headers["HX-Refresh"], "true")

    def test_the_event_tells_on_the_ticket_that_it_was_imported(self):
        self.client.post(NEW, self.given(files=[upload()]))
        carried_out(MailImport.objects.get())
        ticket = Ticket.objects.get(source="import")
        self.assertContains(self.client.get(f"/tickets/{ticket.pk}/"), "inbox.mbox")


class ImportApiTests(ImportCase, LiveSupportTestCase):
    def setUp(self):
        super().setUp()
        self.api = Caller(ApiToken.issue(self.sora, list(SCOPES)))

    def test_a_file_is_imported_and_taken_back(self):
        key = self.api.upload("old.mbox", as_mbox([old_mail("q")])).json()["key"]
        asked = self.api.post("/imports", {"channel": self.mailbox.pk, "files": [key]})
        self.assertEqual(asked.status_code, 202, asked.content)
        number = asked.json()["id"]
        self.assertEqual(asked.json()["state"], "taking")
        carried_out(MailImport.objects.get(pk=number))
        done = self.api.get(f"/imports/{number}").json()
        self.assertEqual((done["state"], done["messages"], done["percent"]), ("done", 1, 100))
        self.assertEqual(self.api.post(f"/imports/{number}/stop").status_code, 409)
        self.assertEqual(self.api.post(f"/imports/{number}/undo").json()["state"], "undoing")
        carried_out(MailImport.objects.get(pk=number))
        self.assertEqual(self.api.get(f"/imports/{number}").json()["state"], "undone")

    def test_what_is_wrong_is_named(self):
        for data, field in [
            ({"channel": self.mailbox.pk, "files": ["x"]}, "files"),
            ({"channel": 987_654}, "channel"),
            ({"channel": self.mailbox.pk}, "folders"),  # no mailbox is connected
        ]:
            refused = self.api.post("/imports", data)
            self.assertEqual(refused.status_code, 422)
            self.assertIn(field, refused.json()["error"]["fields"])

    def test_an_agent_may_not(self):
        agent = Caller(ApiToken.issue(self.jisu, list(SCOPES)))
        self.assertEqual(agent.post("/imports", {"channel": self.mailbox.pk}).status_code, 403)
        self.assertEqual(agent.get("/imports").json()["items"], [])
