"""Merging over HTTP: on the page and in the API, and what each role gets of it (S8)."""

from __future__ import annotations

from maru.records.customers.contact_point import ContactKind
from maru.records.customers.recognition import recognise
from maru.staff.journal.models import Event
from maru.staff.members.models import ApiToken
from maru.support.tickets.choices import Direction, Status
from maru.support.tickets.models import Draft, Ticket
from maru.support.tickets.opening import open_ticket
from maru.support.tickets.tests.cast import SupportTestCase

HTMX = {"HX-Request": "true"}


class MergingOverHttp(SupportTestCase):
    def setUp(self):
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="뚜껑 <b>깨짐</b>",
            text="또 씁니다", team=self.team,
        )  # fmt: skip
        self.client.force_login(self.jisu)
        self.merger = f"/tickets/{self.second.pk}/merger/"

    def merge(self, **fields):
        return self.client.post(self.merger, {"into": self.ticket.pk, **fields}, headers=HTMX)

    def again(self, ticket=None) -> Ticket:
        return Ticket.objects.get(pk=(ticket or self.second).pk)

    def foreign(self) -> Ticket:
        there = recognise(ContactKind.EMAIL, "a@example.net", brand=self.haneul)
        return open_ticket(
            by=self.eve, brand=self.haneul, requester=there, subject="까치밥", text="까치밥"
        )

    def secret(self) -> Ticket:
        pay = self.member("pay", "오결제", "agent", teams=[self.secret_team])
        return open_ticket(
            by=pay, brand=self.onnuri, requester=self.kim, subject="머루다래", text="머루다래",
            team=self.secret_team,
        )  # fmt: skip


class PageTests(MergingOverHttp):
    def test_the_dialog_offers_the_customers_other_tickets_and_finds_by_number_and_subject(self):
        page = self.client.get(f"/tickets/{self.ticket.pk}/merger/", headers=HTMX)
        self.assertContains(page, f"with={self.second.pk}")
        self.assertContains(page, "<dialog")
        for words in (str(self.second.pk), f"#{self.second.pk}", "깨짐"):
            found = self.client.get(
                f"/tickets/{self.ticket.pk}/merger/others/", {"with": words}, headers=HTMX
            )
            self.assertContains(found, f"with={self.second.pk}")
        none = self.client.get(f"/tickets/{self.ticket.pk}/merger/others/", {"with": "x\x00%"})
        self.assertNotContains(none, "with=")

    def test_what_one_may_not_see_is_neither_found_nor_shown(self):
        hidden = [self.foreign(), self.secret()]
        for other in hidden:
            for path in (f"?with={other.pk}", f"others/?with={other.pk}",
                         f"others/?with={other.subject}"):  # fmt: skip
                page = self.client.get(f"/tickets/{self.ticket.pk}/merger/{path}", headers=HTMX)
                self.assertNotContains(page, f"with={other.pk}")
                self.assertNotIn(f"<b>{other.subject}", page.content.decode())
                self.assertNotContains(page, f"</b> {other.subject}")
            answer = self.client.post(self.merger, {"into": other.pk}, headers=HTMX)
            self.assertEqual(answer.status_code, 409)
            self.assertEqual(self.client.get(f"/tickets/{other.pk}/merger/").status_code, 404)
            self.assertIsNone(self.again().merged_into)

    def test_both_are_shown_before_they_are_merged(self):
        page = self.client.get(self.merger, {"with": self.ticket.pk}, headers=HTMX)
        self.assertContains(page, "뚜껑 &lt;b&gt;깨짐&lt;/b&gt;")
        self.assertContains(page, f'name="into" value="{self.ticket.pk}"')
        other = self.client.get(self.merger, {"with": self.ticket.pk, "into": self.second.pk})
        self.assertContains(other, f'name="into" value="{self.second.pk}"')

    def test_merged_one_goes_where_the_messages_are_and_may_undo_it_there(self):
        answer = self.merge(why="두 번")
        self.assertEqual(answer.headers["HX-Redirect"], f"/tickets/{self.ticket.pk}/")
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "또 씁니다")
        self.assertContains(page, f"{self.merger}?undo=1")
        self.assertContains(page, f"/tickets/{self.second.pk}/?itself=1")
        led = self.client.get(f"/tickets/{self.second.pk}/")
        message = self.ticket.messages.get(home=self.second)
        self.assertRedirects(led, f"/tickets/{self.ticket.pk}/#message-{message.pk}")
        itself = self.client.get(f"/tickets/{self.second.pk}/?itself=1")
        self.assertContains(itself, "두 번")
        self.assertNotContains(itself, "또 씁니다")
        back = self.client.post(f"{self.merger}?undo=1", headers=HTMX)
        self.assertEqual(back.headers["HX-Redirect"], f"/tickets/{self.second.pk}/")
        self.assertIsNone(self.again().merged_into)
        again = self.client.delete(self.merger, headers=HTMX)
        self.assertEqual(again.status_code, 204)

    def test_a_plain_form_merges_and_parts_as_well(self):
        answer = self.client.post(self.merger, {"into": f"#{self.ticket.pk}"})
        self.assertRedirects(answer, f"/tickets/{self.ticket.pk}/")
        self.client.post(self.merger, {"undo": "1"})
        self.assertIsNone(self.again().merged_into)

    def test_what_was_being_written_is_kept_and_offered_where_it_went(self):
        seen = self.second.last_public_id
        self.merge()
        answer = self.client.post(
            f"/tickets/{self.second.pk}/messages/",
            {"mode": "reply", "text": "반쯤 쓴 <답>", "seen": seen}, headers=HTMX,
        )  # fmt: skip
        self.assertEqual(answer.status_code, 409)
        self.assertContains(answer, f"/tickets/{self.ticket.pk}/#composer", status_code=409)
        self.assertEqual(Draft.objects.get(member=self.jisu).ticket, self.second)
        page = self.client.get(f"/tickets/{self.ticket.pk}/")
        self.assertContains(page, "반쯤 쓴 &lt;답&gt;")
        self.client.force_login(self.minho)
        self.assertNotContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "반쯤 쓴")
        self.client.force_login(self.jisu)
        gone = self.client.delete(f"/tickets/{self.second.pk}/draft/?shown=1", headers=HTMX)
        self.assertEqual((gone.status_code, Draft.objects.count()), (200, 0))

    def test_a_late_draft_of_an_open_page_is_kept_too(self):
        self.merge()
        path = f"/tickets/{self.second.pk}/draft/"
        self.client.put(
            path, "text=spaet&mode=reply", content_type="application/x-www-form-urlencoded"
        )
        self.assertContains(self.client.get(f"/tickets/{self.ticket.pk}/"), "spaet")

    def test_an_open_page_shows_the_whole_anew(self):
        newest = self.ticket.reply("사진을 보내 주세요.", by=self.minho)
        self.merge()
        news = f"/tickets/{self.ticket.pk}/messages/?shown={newest.pk}"
        page = self.client.get(news, headers=HTMX)
        self.assertContains(page, 'id="thread" hx-swap-oob="innerHTML"')
        self.assertContains(page, "또 씁니다")
        shown = self.again(self.ticket).joined_id
        later = self.client.get(f"/tickets/{self.ticket.pk}/messages/?shown={shown}", headers=HTMX)
        self.assertNotContains(later, 'hx-swap-oob="innerHTML"')

    def test_a_change_of_a_page_that_does_not_know_is_refused_in_words(self):
        self.merge()
        answer = self.client.post(
            f"/tickets/{self.second.pk}/solution/", {"undo": "1"}, headers=HTMX
        )
        self.assertContains(answer, f"#{self.ticket.pk}", status_code=409)
        self.assertEqual(self.again().status, Status.CLOSED)

    def test_whoever_may_not_see_where_it_went_sees_that_alone(self):
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.again().merge_into(self.again(self.ticket), by=self.sora)
        page = self.client.get(f"/tickets/{self.second.pk}/")
        self.assertEqual(page.status_code, 200)
        self.assertNotContains(page, "또 씁니다")
        self.assertNotContains(page, self.ticket.subject)
        refused = self.client.post(self.merger, {"undo": "1"}, headers=HTMX)
        self.assertEqual(refused.status_code, 204)
        self.assertEqual(self.again().merged_into_id, self.ticket.pk)

    def test_lists_hold_it_once_and_its_number_finds_it(self):
        self.merge()
        page = self.client.get("/", {"view": "all", "q": f"#{self.second.pk}"})
        self.assertContains(page, f'id="ticket-{self.ticket.pk}"')
        self.assertNotContains(page, f'id="ticket-{self.second.pk}"')

    def test_roles_without_the_power_get_none_of_it(self):
        self.client.force_login(self.member("ana", "분석", "analyst"))
        for path in ("", "others/"):
            self.assertEqual(self.client.get(self.merger + path).status_code, 404)
        self.assertEqual(self.client.post(self.merger, {"into": self.ticket.pk}).status_code, 404)
        self.assertIsNone(self.again().merged_into)


class ApiTests(MergingOverHttp):
    def setUp(self):
        super().setUp()
        self.client.logout()
        self.key = ApiToken.issue(self.jisu, ["tickets:read", "tickets:write"])

    def api(self, method, path, data=None, *, key=None):
        return getattr(self.client, method)(
            f"/api/v1{path}", data, content_type="application/json",
            headers={"Authorization": f"Bearer {key or self.key}"},
        )  # fmt: skip

    def merge(self, **fields):
        path = f"/tickets/{self.second.pk}/merger"
        return self.api("post", path, {"into": self.ticket.pk, **fields})

    def test_merged_and_parted(self):
        answer = self.merge(why="두 번")
        self.assertEqual((answer.status_code, answer.json()["number"]), (200, self.ticket.pk))
        second = self.api("get", f"/tickets/{self.second.pk}").json()
        self.assertEqual((second["merged_into"], second["status"]), (self.ticket.pk, "closed"))
        messages = self.api("get", f"/tickets/{self.ticket.pk}/messages").json()["items"]
        self.assertEqual([m["merged_from"] for m in messages], [None, self.second.pk, None])
        mergers = self.api("get", f"/tickets/{self.ticket.pk}/mergers").json()["items"]
        self.assertEqual([(m["ticket"], m["into"], m["why"], m["undone_at"]) for m in mergers],
                         [(self.second.pk, self.ticket.pk, "두 번", None)])  # fmt: skip
        back = self.api("delete", f"/tickets/{self.second.pk}/merger")
        self.assertEqual((back.status_code, back.json()["merged_into"]), (200, None))
        twice = self.api("delete", f"/tickets/{self.second.pk}/merger")
        self.assertEqual((twice.status_code, twice.json()["error"]["code"]), (409, "not_merged"))
        mergers = self.api("get", f"/tickets/{self.second.pk}/mergers").json()["items"]
        self.assertEqual(mergers[0]["undone_by"]["id"], self.jisu.pk)

    def test_every_write_says_where_it_went(self):
        self.merge()
        number = self.second.pk
        for method, path, data in [
            ("post", "/messages", {"body": "답"}),
            ("post", "/messages", {"body": "메모", "public": False}),
            ("patch", "", {"priority": "high"}),
            ("patch", "", {"tags": ["a"]}),
            ("delete", "/solution", None),
            ("post", "/spam", {}),
            ("post", "/participants", {"address": "x@example.com"}),
            ("post", "/merger", {"into": self.ticket.pk}),
        ]:
            with self.subTest(path=path, data=data):
                answer = self.api(method, f"/tickets/{number}{path}", data)
                self.assertEqual(answer.status_code, 409, answer.content)
                self.assertEqual(answer.json()["error"]["code"], "merged")
                if path != "/merger":
                    self.assertEqual(answer.json()["merged_into"], self.ticket.pk)

    def test_refusals_have_a_word_for_programs(self):
        same = self.api("post", f"/tickets/{self.ticket.pk}/merger", {"into": self.ticket.pk})
        self.assertEqual((same.status_code, same.json()["error"]["code"]), (422, "same_ticket"))
        self.second.mark_as_spam(by=self.jisu)
        spam = self.merge()
        self.assertEqual((spam.status_code, spam.json()["error"]["code"]), (422, "spam"))
        long = self.merge(why="가" * 501)
        self.assertEqual(long.status_code, 422)

    def test_unknown_and_forbidden_sound_the_same(self):
        for other in (self.foreign().pk, self.secret().pk, 999_999):
            into = self.api("post", f"/tickets/{self.second.pk}/merger", {"into": other})
            self.assertEqual(into.status_code, 422)
            self.assertNotIn("머루다래", into.content.decode())
            for method, path in [("post", "merger"), ("delete", "merger"), ("get", "mergers")]:
                data = {"into": self.ticket.pk} if method == "post" else None
                answer = self.api(method, f"/tickets/{other}/{path}", data)
                self.assertEqual(answer.status_code, 404)

    def test_a_program_that_has_seen_all_may_answer(self):
        self.ticket.reply("사진을 보내 주세요.", by=self.minho)
        seen = self.api("get", f"/tickets/{self.ticket.pk}").json()["last_public_id"]
        self.merge()
        path, body = f"/tickets/{self.ticket.pk}/messages", {"body": "네", "seen": seen}
        newer = self.api("post", path, body)
        self.assertEqual(newer.status_code, 409)
        self.assertIn("또 씁니다", [m["body"] for m in newer.json()["newer"]])
        seen = self.api("get", f"/tickets/{self.ticket.pk}").json()["last_public_id"]
        self.assertEqual(self.api("post", path, {"body": "네", "seen": seen}).status_code, 201)
        self.assertEqual(self.ticket.messages.filter(direction=Direction.TO_CUSTOMER).count(), 2)

    def test_the_history_names_both(self):
        self.merge(why="두 번")
        for number in (self.ticket.pk, self.second.pk):
            told = self.api("get", f"/tickets/{number}/events").json()["items"]
            self.assertIn("ticket.merged", [event["verb"] for event in told])
        self.assertEqual(Event.objects.filter(verb="ticket.merged").count(), 2)
