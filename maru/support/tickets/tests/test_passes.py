"""Addresses of files: for one reader, for an hour, and only while they may see it (S7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from maru.staff.members.models import ApiToken
from maru.staff.members.passes import pass_to
from maru.support.tickets import files
from maru.support.tickets.tests.cast import SupportTestCase

FILES = "http://files.example"
two_hosts = override_settings(
    FILES_ORIGIN=FILES, PUBLIC_URL="http://desk.example", ALLOWED_HOSTS=["*"]
)


class PassCase(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)
        kept = files.keep([SimpleUploadedFile("견적서.txt", "안녕".encode())])
        self.file = self.ticket.note("파일", by=self.jisu, files=kept).attachments.get()
        self.path = self.address()

    def address(self, **how: Any) -> str:
        return pass_to(self.jisu, "tickets:attachment", self.file.key, **how)

    def status(self, path: str, client: Client | None = None, **how: Any) -> int:
        return (client or self.client).get(path, **how).status_code


class PassTests(PassCase):
    def test_the_page_hands_out_an_address_that_opens(self):
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, self.path)
        self.assertEqual(self.status(self.path), 200)

    def test_an_ended_one_leads_its_reader_to_a_fresh_one(self):
        with time_machine.travel(timezone.now() + timedelta(hours=5)):
            led = self.client.get(self.path)
            self.assertRedirects(led, self.address(), fetch_redirect_response=False)
            self.assertEqual(self.status(led["Location"]), 200)
            self.assertEqual(self.status(self.path, Client()), 404)
            self.client.force_login(self.minho)
            self.assertEqual(self.status(self.path), 404)

    def test_it_is_good_for_an_hour_at_least(self):
        with time_machine.travel(timezone.now() + timedelta(minutes=59)):
            self.assertEqual(self.status(self.path), 200)

    def test_signing_out_ends_it_and_signing_in_renews_it(self):
        alone = self.address(alone=True)
        self.client.logout()
        self.assertEqual((self.status(self.path), self.status(alone)), (404, 404))
        self.client.force_login(self.jisu)
        self.assertEqual(self.client.get(self.path, follow=True).status_code, 200)

    def test_a_new_password_ends_it(self):
        self.jisu.change_password("아주 긴 새 비밀번호")
        self.client.force_login(self.jisu)
        self.assertEqual(self.status(self.path), 302)

    def test_who_left_gets_nothing(self):
        self.jisu.is_active = False
        self.jisu.save()
        for path in (self.path, self.address(alone=True)):
            self.assertEqual((self.status(path), self.status(path, Client())), (404, 404))

    def test_who_sees_the_ticket_no_more_gets_nothing(self):
        self.ticket.hand_to(self.secret_team, by=self.minho)
        self.assertEqual(self.status(self.path), 404)

    def test_every_changed_character_spoils_it(self):
        head, _, given = self.path.rstrip("/").rpartition("/")
        spoilt = [given[:i] + ("A" if c != "A" else "B") + given[i + 1 :]
                  for i, c in enumerate(given[:-1])]  # fmt: skip
        for made_up in [*spoilt, given + "x", given[:-4], "x", ":", given.upper()]:
            self.assertEqual(self.status(f"{head}/{made_up}/"), 404, made_up)


@two_hosts
class FilesHostTests(PassCase):
    def at_files(self, path: str) -> Any:
        return Client(headers={"host": "files.example"}).get(path.removeprefix(FILES))

    def test_the_desk_leads_there_and_gives_out_nothing_itself(self):
        led = self.client.get(self.path)
        self.assertEqual(led["Location"], FILES + self.address(alone=True))
        self.assertEqual(self.at_files(led["Location"])["X-Maru-Send-File"][-64:], self.file.sha256)

    def test_an_address_of_the_desk_is_none_there(self):
        self.assertEqual(self.at_files(self.path).status_code, 404)

    def test_what_is_ended_goes_back_to_the_desk_which_knows_who_is_signed_in(self):
        alone = self.address(alone=True)
        with time_machine.travel(timezone.now() + timedelta(hours=5)):
            back = self.at_files(alone)
            self.assertEqual(back["Location"], "http://desk.example" + alone)
            self.assertEqual(self.status(alone, Client()), 404)
            led = self.client.get(alone)
            self.assertEqual(self.at_files(led["Location"]).status_code, 200)

    def test_signed_out_and_left_readers_get_nothing(self):
        alone = self.address(alone=True)
        self.client.logout()
        back = self.at_files(alone)
        self.assertEqual(self.status(back["Location"].removeprefix("http://desk.example")), 404)
        self.jisu.is_active = False
        self.jisu.save()
        self.assertEqual(self.at_files(alone).status_code, 404)

    def test_it_serves_nothing_else(self):
        for path in ["/", "/sign-in/", "/tickets/", "/api/v1/docs", "/api/v1/me", "/no/such",
                     f"/tickets/{self.ticket.pk}/", "/console/"]:  # fmt: skip
            answer = self.at_files(path)
            self.assertEqual((answer.status_code, answer.content), (404, b""), path)
            self.assertEqual(answer.cookies, {})

    def test_a_frame_there_may_stand_in_the_desk_alone(self):
        message = self.ticket.messages.earliest("id")
        type(message).objects.filter(pk=message.pk).update(html="<p>글</p>")
        led = self.client.get(pass_to(self.jisu, "tickets:frame", [message.pk, False]))
        frame = self.at_files(led["Location"])
        self.assertContains(frame, "<p>글</p>")
        policy = frame["Content-Security-Policy"]
        self.assertIn("sandbox", policy)
        self.assertIn("frame-ancestors http://desk.example", policy)
        self.assertNotIn("X-Frame-Options", frame)

    def test_the_api_leads_there_too(self):
        token = ApiToken.issue(self.jisu, ["tickets:read"])
        led = Client().get(
            f"/api/v1/attachments/{self.file.key}", headers={"Authorization": f"Bearer {token}"}
        )
        self.assertEqual(self.at_files(led["Location"]).status_code, 200)

    def test_the_api_leads_there_with_a_raw_mail_too(self):
        message = self.mail_in(b"From: haneul.kim@example.com\r\nSubject: x\r\n\r\nhello\r\n")
        assert message is not None
        for member, status in ((self.minho, 302), (self.jisu, 403)):
            token = ApiToken.issue(member, ["tickets:read"])
            led = Client().get(
                f"/api/v1/envelopes/{message.envelope_id}/raw",
                headers={"Authorization": f"Bearer {token}"},
            )
            self.assertEqual(led.status_code, status)
            if status == 302:
                self.assertEqual(self.at_files(led["Location"])["Content-Type"], "message/rfc822")
