"""A vendor's mail with a form of its own is shown behind the same glass as a ticket's mail."""

from __future__ import annotations

from django.urls import reverse

from maru.kit.blobs import store
from maru.records.channels.incoming import IncomingFile
from maru.staff.members.passes import pass_to
from maru.support.sideconversations.models import SideFile
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase
from maru.support.tickets.tests.test_files import picture

HTML = (
    '<p onclick="x()">단가표입니다</p><script>alert(1)</script><img src="cid:plan">'
    '<img data-remote-src="https://parts.example/logo.png" alt="로고">'
)


class AsDesignedTests(SideTestCase):
    def setUp(self):
        self.side = self.ask(f"{VENDOR}, 고물류")
        data = picture()
        self.plan = IncomingFile(
            name="도면.png", content_type="image/png", size=len(data),
            sha256=store().put(data), content_id="plan", is_inline=True,
        )  # fmt: skip
        self.arrive(
            VENDOR, "단가표입니다", self.side.newest.message_id, html=HTML, remote_images=1,
            language="ko", files=[self.plan],
        )  # fmt: skip
        self.mail = self.side.newest

    def frame(self, member, *, with_outside=False):
        return pass_to(member, "sideconversations:frame", [self.mail.pk, with_outside])

    def page(self, member):
        self.client.force_login(member)
        return self.client.get(reverse("sideconversations:show", args=[self.side.pk]))

    def test_the_page_offers_its_form_and_shows_its_words(self):
        page = self.page(self.jisu)
        self.assertContains(page, "단가표입니다")
        self.assertContains(page, "원래 모양 보기")
        self.assertContains(page, "외부 그림 1개 보기")
        self.assertNotContains(page, "<script>alert(1)")

    def test_in_the_frame_nothing_runs_and_what_came_along_is_there(self):
        self.client.force_login(self.jisu)
        shown = self.client.get(self.frame(self.jisu))
        self.assertIn("sandbox", shown["Content-Security-Policy"])
        self.assertNotContains(shown, "<script")
        self.assertNotContains(shown, "onclick")
        self.assertNotContains(shown, "parts.example")
        inside = pass_to(self.jisu, "tickets:inside", SideFile.objects.get().key, alone=True)
        self.assertContains(shown, f'src="{inside}"')
        self.assertEqual(self.client.get(inside).status_code, 200)

    def test_pictures_from_outside_come_by_us_when_asked_for(self):
        self.client.force_login(self.jisu)
        shown = self.client.get(self.frame(self.jisu, with_outside=True))
        self.assertContains(shown, "/side/pass/side-outside/")
        self.assertNotContains(shown, "parts.example")

    def test_who_is_asked_sees_it_and_nobody_else_does(self):
        self.assertContains(self.page(self.cole), "원래 모양 보기")
        self.assertEqual(self.client.get(self.frame(self.cole)).status_code, 200)
        self.assertEqual(self.client.get(self.frame(self.jisu)).status_code, 404)  # not theirs
        self.client.force_login(self.eve)
        self.assertEqual(self.client.get(self.frame(self.eve)).status_code, 404)

    def test_what_a_member_writes_has_no_frame(self):
        said = self.side.messages.earliest("id")
        self.client.force_login(self.jisu)
        given = pass_to(self.jisu, "sideconversations:frame", [said.pk, False])
        self.assertEqual(self.client.get(given).status_code, 404)
