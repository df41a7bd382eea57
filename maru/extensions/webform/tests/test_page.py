"""The page itself: languages, mistakes that lose nothing, robots, frames, no cookies."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from maru.extensions.webform.models import Submission
from maru.extensions.webform.tests.cast import WebFormTestCase, made_form
from maru.kit.blobs import store
from maru.support.tickets.files import MAX_BYTES


class PageTests(WebFormTestCase):
    def test_it_speaks_the_visitors_language_and_falls_back_to_the_brands(self):
        korean = "온누리 상점에 문의하기"
        asked = {"ko-KR,ko;q=0.9": korean, "en-GB": "Write to", "fr": korean, "": korean}
        for header, words in asked.items():
            page = self.client.get("/form/onnuri/", headers={"Accept-Language": header})
            self.assertContains(page, words)
        self.assertContains(self.client.get("/form/onnuri/?lang=en"), "Your message")

    def test_its_own_title_and_text_are_shown_as_text(self):
        self.web_form.texts = {"ko": {"title": "<i>교환</i>", "intro": "주문 번호를 적어 주세요."}}
        self.web_form.save()
        page = self.client.get("/form/onnuri/?lang=ko")
        self.assertContains(page, "&lt;i&gt;교환&lt;/i&gt;")
        self.assertContains(page, "주문 번호를 적어 주세요.")

    def test_no_page_sets_a_cookie(self):
        self.send()
        for page in (self.client.get("/form/onnuri/"), self.client.get("/form/confirm/x/")):
            self.assertEqual(dict(page.cookies), {})
        self.assertEqual(dict(self.client.cookies), {})

    def test_only_named_sites_may_frame_it(self):
        page = self.client.get("/form/onnuri/")
        self.assertIn("frame-ancestors 'self';", page["Content-Security-Policy"] + ";")
        self.web_form.origins = ["https://shop.example.com"]
        self.web_form.save()
        page = self.client.get("/form/onnuri/")
        self.assertIn(
            "frame-ancestors 'self' https://shop.example.com", page["Content-Security-Policy"]
        )
        self.assertNotIn("X-Frame-Options", page)
        self.assertEqual(self.client.get("/form/confirm/x/")["X-Frame-Options"], "SAMEORIGIN")

    def test_only_what_is_asked_for_is_shown_and_taken(self):
        self.web_form.asks_name = self.web_form.asks_subject = "no"
        self.web_form.takes_files = False
        self.web_form.save()
        page = self.client.get("/form/onnuri/")
        for name in ("name", "subject", "files"):
            self.assertNotContains(page, f'name="{name}"')
        one = self.sent(files=[SimpleUploadedFile("a.txt", b"x")])
        self.assertEqual((one.letter.name, one.letter.files), ("", []))
        self.assertEqual(one.letter.title, "뚜껑이 <b>깨져서</b> 왔어요.")

    def test_a_closed_form_says_so(self):
        self.web_form.channel.is_active = False
        self.web_form.channel.save()
        self.assertContains(self.client.get("/form/onnuri/"), "닫혀", status_code=404)
        self.assertEqual(self.send().status_code, 404)
        self.assertEqual(self.client.get("/form/nothing/").status_code, 404)

    def test_without_a_mailbox_it_is_closed(self):
        self.mailbox.is_active = False
        self.mailbox.save()
        self.assertEqual(self.client.get("/form/onnuri/").status_code, 404)


class MistakeTests(WebFormTestCase):
    def refused(self, status: int = 422, **words):
        page = self.send(**words)
        self.assertEqual(page.status_code, status)
        self.assertFalse(Submission.objects.exists())
        return page

    def test_mistakes_are_told_and_everything_typed_stays(self):
        page = self.refused(email="seojun@", name="박 <서준>")
        self.assertContains(page, "메일 주소가 아닙니다", status_code=422)
        self.assertContains(page, "박 &lt;서준&gt;", status_code=422)
        self.assertContains(page, "바꿔 주세요.", status_code=422)

    def test_empty_fields_are_told(self):
        page = self.refused(email="", message=" \r\n ")
        self.assertContains(page, "문의 내용을 적어 주세요", status_code=422)

    def test_files_need_not_be_chosen_again(self):
        page = self.refused(email="seojun@", files=[SimpleUploadedFile("사진.txt", b"pixels")])
        self.assertContains(page, "사진.txt", status_code=422)
        ticket = re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]
        one = self.sent(kept=ticket, files=[SimpleUploadedFile("b.txt", b"more")])
        self.assertEqual([file.name for file in one.letter.files], ["사진.txt", "b.txt"])
        self.assertEqual(store().read(one.files[0]), b"pixels")

    def test_a_kept_file_cannot_be_made_up_nor_taken_from_another_form(self):
        other = made_form(self.haneul, "haneul")
        page = self.client.post(
            "/form/haneul/", {"stamp": self.stamp(other), "files": SimpleUploadedFile("a", b"x")}
        )
        ticket = re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]
        self.assertEqual(self.sent(kept=[ticket, "made-up"]).files, [])

    def test_too_many_and_too_large_files_are_refused_in_words(self):
        page = self.refused(files=[SimpleUploadedFile(f"{n}", b"x") for n in range(11)])
        self.assertContains(page, "10", status_code=422)
        page = self.refused(files=[SimpleUploadedFile("big", b"x" * (MAX_BYTES + 1))])
        self.assertContains(page, "18", status_code=422)

    def test_our_own_address_is_refused(self):
        self.refused(email="Support+x@onnuri.example")

    def test_lines_and_controls_do_not_get_into_a_name_or_subject(self):
        one = self.sent(name="a\x1b\u202eb", subject="x\u2028Bcc: y@example.com")
        self.assertNotRegex(one.letter.name + one.letter.subject, "[\x00-\x1f\u2028\u202e]")


class RobotTests(WebFormTestCase):
    def refused(self, **words):
        page = self.send(**words)
        self.assertEqual(page.status_code, 422)
        self.assertContains(page, "바꿔 주세요.", status_code=422)
        self.assertFalse(Submission.objects.exists())
        return page

    def test_a_trap_that_is_filled_in_stops_it(self):
        self.refused(fax_number="1")

    def test_who_is_too_fast_is_asked_to_send_again(self):
        self.refused(stamp=self.stamp(age=0.5))

    def test_a_stamp_made_up_old_or_of_another_form_is_no_stamp(self):
        other = made_form(self.haneul, "haneul")
        for stamp in ("", "made-up", self.stamp(age=25 * 3600), self.stamp(other)):
            page = self.refused(stamp=stamp)
        fresh = re.search(r'name="stamp" value="([^"]+)"', page.content.decode())[1]
        self.assertNotEqual(fresh, stamp)

    def test_another_sites_page_cannot_send_it(self):
        self.refused(headers={"Sec-Fetch-Site": "cross-site"})
        self.assertEqual(self.send(headers={"Sec-Fetch-Site": "same-origin"}).status_code, 200)

    def test_an_error_page_goes_on_with_its_stamp(self):
        stamp = self.stamp()
        page = self.refused(stamp=stamp, email="x")
        self.assertContains(page, f'value="{stamp}"', status_code=422)
        self.assertEqual(self.send(stamp=stamp).status_code, 200)
