"""What the scanner holds back in a side conversation says why, and is released as in a ticket."""

from __future__ import annotations

from django.urls import reverse

from maru.kit.blobs import store
from maru.kit.clamd.tests.scanners import EICAR
from maru.records.channels.incoming import IncomingFile
from maru.records.viruses.scanning import scan_waiting
from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.models import ApiToken
from maru.staff.members.passes import pass_to
from maru.support.sideconversations.models import SideFile
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase
from maru.support.tickets.live import TicketFeed
from maru.support.tickets.tests.viruses import ScannerMixin


class HeldTests(ScannerMixin, SideTestCase):
    def setUp(self):
        super().setUp()
        self.side = self.ask(f"{VENDOR}, 고물류")
        file = IncomingFile("단가.zip", "application/zip", len(EICAR), store().put(EICAR))
        self.envelope = self.arrive(VENDOR, "보냅니다", self.side.newest.message_id, files=[file])

    def held(self) -> SideFile:
        scan_waiting()
        return SideFile.objects.get()

    def place(self, file):
        return reverse("desk:held_file", args=[file.key])

    def test_unchecked_it_waits_and_the_page_says_so(self):
        self.client.force_login(self.jisu)
        page = self.client.get(reverse("sideconversations:show", args=[self.side.pk]))
        self.assertContains(page, "아직 바이러스를 검사하지")
        self.assertContains(page, self.place(SideFile.objects.get()))

    def test_with_a_virus_nobody_gets_it_and_the_ticket_tells(self):
        file = self.held()
        for member in (self.jisu, self.cole, self.sora):
            self.client.force_login(member)
            given = self.client.get(pass_to(member, "tickets:attachment", file.key))
            self.assertEqual(given["Location"], f"http://localhost:8000{self.place(file)}")
            self.assertContains(self.client.get(self.place(file)), "Eicar-Test", status_code=403)
        self.client.force_login(self.eve)
        self.assertEqual(self.client.get(self.place(file)).status_code, 404)
        self.assertEqual(Event.of(self.ticket).filter(verb="ticket.virus").count(), 1)

    def test_an_open_page_of_who_does_not_see_the_ticket_is_told_once_it_is_checked(self):
        feed, before = TicketFeed(), Event.objects.latest("pk").pk
        self.held()
        (news,) = feed.since(before, 100)
        self.assertEqual((news.verb, news.subject), ("ticket.virus", self.ticket.pk))
        self.assertEqual(news.to, {self.cole.pk})  # who sees the ticket follows it

    def test_the_mail_as_it_came_is_held_with_it(self):
        file = self.held()
        self.client.force_login(self.minho)
        raw = pass_to(self.minho, "channels:envelope_raw", self.envelope.pk)
        self.assertIn(self.place(file), self.client.get(raw)["Location"])

    def test_an_administrator_releases_it_and_leads_back_to_what_was_said(self):
        file = self.held()
        self.client.force_login(self.minho)
        self.assertEqual(self.client.post(f"{self.place(file)}release/").status_code, 404)
        self.client.force_login(self.sora)
        released = self.client.post(f"{self.place(file)}release/")
        here = reverse("sideconversations:show", args=[self.side.pk])
        self.assertRedirects(released, here, fetch_redirect_response=False)
        self.client.force_login(self.cole)
        given = self.client.get(pass_to(self.cole, "tickets:attachment", file.key))
        self.assertEqual(given["X-Maru-Send-File"], str(store().path(file.sha256)))
        self.client.force_login(self.sora)
        self.client.post(f"{self.place(file)}release/", {"undo": "1"})
        self.assertTrue(SideFile.objects.get().is_held)
        verbs = Event.of(self.ticket).filter(verb__startswith="ticket.file_")
        self.assertEqual(list(verbs.values_list("verb", flat=True)),
                         ["ticket.file_released", "ticket.file_held"])  # fmt: skip

    def test_the_same_by_the_api(self):
        file = self.held()
        path = f"/api/v1/attachments/{file.key}"

        def by(member):
            token = ApiToken.issue(member, ["tickets:read", "tickets:write"])
            return {"HTTP_AUTHORIZATION": f"Bearer {token}"}

        messages = f"/api/v1/side-conversations/{self.side.pk}/messages"
        told = self.client.get(messages, **by(self.cole)).json()["items"][-1]["files"][0]
        self.assertTrue(told["url"].endswith(path))
        self.assertEqual((told["scan"]["state"], told["scan"]["held"]), ("infected", True))
        self.assertEqual(self.client.get(path, **by(self.cole)).status_code, 403)
        self.assertEqual(self.client.get(path, **by(self.eve)).status_code, 404)
        released = self.client.post(f"{path}/release", **by(self.sora)).json()
        self.assertIs(released["scan"]["held"], False)
        self.assertIn("X-Maru-Send-File", self.client.get(path, **by(self.cole)))
        self.assertTrue(AccessRecord.objects.filter(what="file", member_id=self.cole.pk).exists())
