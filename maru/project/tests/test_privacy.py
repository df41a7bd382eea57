"""S16, S20, S21: what a browser keeps, what a header may say, what a number may be."""

from django.test import SimpleTestCase

from maru.project.front.app import front
from maru.project.front.plain_headers import PlainHeaders
from maru.support.tickets.tests.cast import SupportTestCase

HUGE = 10**30


class KeepingTests(SupportTestCase):
    def test_no_page_and_no_answer_is_kept_anywhere(self):
        self.client.force_login(self.jisu)
        here = f"/tickets/{self.ticket.pk}/"
        for path in ["/", here, "/customers/", "/profile/", "/api/v1/tickets", "/nowhere/"]:
            self.assertIn("no-store", self.client.get(path)["Cache-Control"], path)
        self.client.logout()
        self.assertIn("no-store", self.client.get("/sign-in/")["Cache-Control"])


class NumberTests(SupportTestCase):
    def setUp(self):
        self.client.force_login(self.jisu)
        self.here = f"/tickets/{self.ticket.pk}"

    def test_a_number_that_no_row_can_have_finds_nothing(self):
        message = self.ticket.messages.first().pk
        for path in [f"/tickets/{HUGE}/", "/tickets/pass/attachment/%00/",
                     f"/customers/{HUGE}/",
                     f"/tickets/{HUGE}/messages/{message}/headers/",
                     f"{self.here}/messages/{HUGE}/headers/"]:  # fmt: skip
            self.assertEqual(self.client.get(path).status_code, 404, path)

    def test_what_only_looks_like_a_number_is_none(self):
        for odd in ["²", "9" * 5_000, str(HUGE), "-1", "1e3", "\x00"]:
            page = self.client.get(f"{self.here}/messages/", {"before": odd})
            self.assertIn(page.status_code, {302, 404}, odd)
            followed = self.client.post(f"{self.here}/following/", {"shown": odd})
            self.assertEqual(followed.status_code, 302, odd)
            swap = {"HX-Request": "true"}
            told = self.client.post(f"{self.here}/following/", {"shown": odd}, headers=swap)
            self.assertEqual(told.status_code, 200, odd)

    def test_a_draft_keeps_what_a_database_can_keep(self):
        self.client.post(f"{self.here}/draft/", {"text": "a\x00b", "mode": "note"})
        self.assertEqual(self.ticket.drafts.get().text, "ab")

    def test_a_made_up_cursor_stays_out_of_the_headers(self):
        swap = {"HX-Request": "true"}
        page = self.client.get("/", {"cursor": "a\r\nSet-Cookie: x=1"}, headers=swap)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("Set-Cookie", page["HX-Push-Url"])


class HeaderTests(SimpleTestCase):
    async def test_a_header_with_an_underscore_never_reaches_a_page(self):
        seen = []

        async def app(scope, receive, send):
            seen.extend(scope["headers"])

        true = (b"x-forwarded-for", b"203.0.113.9")
        scope = {"type": "http", "headers": [true, (b"x_forwarded_for", b"10.0.0.1")]}
        await PlainHeaders(app)(scope, None, None)
        self.assertEqual(seen, [true])

    def test_every_page_stands_behind_the_whole_front(self):
        app, names = front(mail=False).routes[-1].app, []
        while app is not None:
            names.append(type(app).__name__)
            app = getattr(app, "_app", None)
        wanted = ["PlainHeaders", "Spooled", "SendsFiles", "TakesTurns", "Buffered"]
        self.assertEqual(names[:5], wanted)
