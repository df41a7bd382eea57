"""A mail's own HTML behind glass (S6), and its pictures (S9)."""

import os
import re
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest import skipUnless

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from maru.kit.mailparse.tests.hostile import PAYLOADS
from maru.kit.mailparse.tests.inert import dangers_in_mail
from maru.staff.journal.models import AccessRecord
from maru.staff.members.passes import pass_to
from maru.staff.members.roles import Role
from maru.support.tickets.mail_body import body
from maru.support.tickets.models import Message
from maru.support.tickets.tests.cast import SupportTestCase
from maru.support.tickets.tests.test_files import picture

CORPORA = Path(os.environ.get("MARU_CORPORA") or Path(__file__).parents[5] / "shared" / "corpora")
OURS = ["/ours/"]
OWN = re.compile(r'(?:src|href)="([^"]*)"')


def mail(html: str, *, inline: bytes = b"") -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "김하늘 <haneul.kim@example.com>", "support@onnuri.example"
    message["Subject"] = "모양 있는 메일"
    message.set_content("글")
    message.add_alternative(html, subtype="html")
    if inline:
        part = message.get_payload()[1]
        part.add_related(inline, "image", "png", cid="<pic@x>")
    return message.as_bytes().replace(b"\n", b"\r\n")


class BodyTests(SupportTestCase):
    def test_no_payload_keeps_its_teeth(self):
        alive = {}
        for payload in PAYLOADS:
            # As if an older cleaner had let it through when it came in.
            shown = body(payload, inline=lambda cid: "/ours/i", remote=lambda url: "/ours/r")
            if found := dangers_in_mail(shown, ours=OURS):
                alive[payload] = found
        self.assertEqual(alive, {})

    @pytest.mark.corpora
    @skipUnless((CORPORA / "mail" / "mimekit-html").is_dir(), f"no mail corpora at {CORPORA}")
    def test_nor_does_a_page_of_the_corpora(self):
        pages = sorted((CORPORA / "mail" / "mimekit-html").glob("*.html"))
        self.assertTrue(pages)
        for page in pages:
            text = page.read_text(errors="replace")
            shown = body(text, inline=lambda cid: None, remote=lambda url: None)
            self.assertEqual(dangers_in_mail(shown, ours=OURS), [], page.name)


class FrameTests(SupportTestCase):
    def setUp(self) -> None:
        self.client.force_login(self.jisu)

    def came(self, html: str, inline: bytes = b"") -> tuple[Message, str]:
        message = self.mail_in(mail(html, inline=inline))
        assert message is not None
        return message, self.path(message)

    def path(self, message: Message, view: str = "frame", what: Any = None) -> str:
        return pass_to(self.jisu, f"tickets:{view}", what or [message.pk, False])

    def test_it_has_a_policy_of_its_own(self):
        _, path = self.came("<p><b>굵게</b></p>")
        response = self.client.get(path)
        self.assertContains(response, "<b>굵게</b>")
        policy = response["Content-Security-Policy"]
        self.assertIn("sandbox", policy)
        self.assertIn("default-src 'none'", policy)
        self.assertNotIn("allow-scripts", policy)
        self.assertNotIn("allow-same-origin", policy)
        self.assertEqual(response["Referrer-Policy"], "no-referrer")
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertTrue(AccessRecord.objects.filter(what="ticket").exists())

    def test_the_page_frames_it_without_scripts_and_without_our_origin(self):
        message, path = self.came("<p>글</p>")
        page = self.client.get(f"/tickets/{message.ticket_id}/").content.decode()
        frame = re.search(r"<iframe[^>]*>", page)
        assert frame is not None
        self.assertIn(path, frame[0])
        self.assertNotRegex(frame[0], "allow-scripts|allow-same-origin|srcdoc")

    def test_a_picture_of_the_mail_comes_with_a_pass(self):
        _, path = self.came('<img src="cid:pic@x" alt="사진">', picture())
        source = OWN.findall(self.client.get(path).content.decode())[-1].replace("&amp;", "&")
        frame = Client()  # sandboxed: it sends no cookies
        self.assertEqual(frame.get(source)["Content-Type"], "image/png")
        with time_machine.travel(timezone.now() + timedelta(hours=2)):
            self.assertEqual(frame.get(source).status_code, 404)
        self.client.logout()
        self.assertEqual(frame.get(source).status_code, 404)

    def test_pictures_from_outside_wait_for_a_click_and_go_through_us(self):
        message, path = self.came(
            '<img src="https://x.example/a.png"><img src="http://x.example/b.gif">'
        )
        self.assertNotIn("x.example", self.client.get(path).content.decode())
        page = self.client.get(f"/tickets/{message.ticket_id}/")
        self.assertContains(page, "외부 그림 2개 보기")
        shown = self.client.get(self.path(message, what=[message.pk, True])).content.decode()
        self.assertNotIn("x.example", shown)
        self.assertEqual(shown.count("/pass/outside/"), 2)

    def test_the_proxy_fetches_for_nobody_else_and_nothing_else(self):
        message, _ = self.came('<img src="http://127.0.0.1:1/a.png">')
        source = OWN.findall(
            self.client.get(self.path(message, what=[message.pk, True])).content.decode()
        )[-1]
        for address in (source, source[:-4] + "xyz/"):  # no public address; no pass of ours
            self.assertEqual(Client().get(address).status_code, 404)

    def test_raw_mail_is_for_leads_and_written_down(self):
        message, _ = self.came("<p>글</p>")
        raw = pass_to(self.jisu, "tickets:raw", message.pk)
        self.assertEqual(self.client.get(raw).status_code, 404)
        self.client.force_login(self.minho)
        response = self.client.get(pass_to(self.minho, "tickets:raw", message.pk))
        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        self.assertEqual(response["Content-Type"], "application/octet-stream")
        self.assertTrue(AccessRecord.objects.filter(what="raw").exists())

    def test_headers_are_shown_escaped(self):
        message, _ = self.came("<p>글</p>")
        headers = f"/tickets/{message.ticket_id}/messages/{message.pk}/headers/"
        self.assertContains(self.client.get(headers), "haneul.kim@example.com")

    def test_a_message_without_html_has_no_frame(self):
        note = self.ticket.note("메모", by=self.jisu)
        path = self.path(note)
        self.assertEqual(self.client.get(path).status_code, 404)

    def test_an_analyst_may_read_it(self):
        message, _ = self.came("<p>글</p>")
        analyst = self.member("an", "분석", Role.ANALYST)
        self.client.force_login(analyst)
        path = pass_to(analyst, "tickets:frame", [message.pk, False])
        self.assertEqual(self.client.get(path).status_code, 200)
