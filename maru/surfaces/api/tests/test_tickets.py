from maru.staff.journal.models import AccessRecord, Event
from maru.staff.members.roles import Role
from maru.support.tickets.models import Attachment, PendingFile, Ticket
from maru.surfaces.api.tests.cast import ApiTestCase

KEYS = {
    "number", "subject", "status", "priority", "kind", "source", "brand", "channel", "team",
    "assignee", "requester", "tags", "followers", "participants", "follow_up_of", "created_at",
    "updated_at", "first_answered_at", "solved_at", "is_spam", "snoozed", "snoozed_until", "unread",
    "last_public_id",
    "merged_into", "fields", "url",
}  # fmt: skip


class TicketTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.path = f"/tickets/{self.ticket.number}"

    def test_a_ticket_has_all_its_fields(self):
        ticket = self.jisus.get(self.path).json()
        self.assertEqual(set(ticket), KEYS)
        self.assertEqual(ticket["priority"], "normal")
        self.assertEqual(ticket["requester"]["email"], "haneul.kim@example.com")
        self.assertEqual(ticket["team"]["name"], "교환·환불팀")

    def test_the_list_is_cut_into_pages_that_hold_every_ticket_once(self):
        for i in range(7):
            self._open(subject=f"문의 {i}")
        seen, cursor = [], None
        while True:
            page = self.jisus.get(
                "/tickets", limit=3, **({"cursor": cursor} if cursor else {})
            ).json()
            seen += [ticket["number"] for ticket in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        self.assertEqual(len(seen), 8)
        self.assertEqual(seen, sorted(seen, reverse=True))

    def test_spam_leaves_the_list_and_comes_back(self):
        marked = self.jisus.post(f"{self.path}/spam")
        self.assertIs(marked.json()["is_spam"], True)
        self.assertEqual(self.jisus.get("/tickets").json()["items"], [])
        self.assertEqual(len(self.jisus.get("/tickets", spam="true").json()["items"]), 1)
        self.assertIs(self.jisus.delete(f"{self.path}/spam").json()["is_spam"], False)
        self.assertEqual(len(self.jisus.get("/tickets").json()["items"]), 1)

    def test_tickets_of_one_moment_are_paged_by_number(self):
        for i in range(4):
            self._open(subject=f"문의 {i}")
        Ticket.objects.update(updated_at=self.ticket.updated_at)
        first = self.jisus.get("/tickets", limit=2).json()
        second = self.jisus.get("/tickets", limit=50, cursor=first["next"]).json()
        numbers = [t["number"] for t in first["items"] + second["items"]]
        self.assertEqual(numbers, sorted(set(numbers), reverse=True))
        self.assertEqual(len(numbers), 5)

    def test_a_bent_cursor_is_refused_in_words(self):
        for cursor in ("x", "a.b", "é.é", "." * 300):
            response = self.jisus.get("/tickets", cursor=cursor)
            self.assertEqual(response.status_code, 422, cursor)
            self.assertEqual(response.json()["error"]["code"], "bad_cursor")

    def test_a_cursor_of_another_list_is_refused(self):
        self._open(subject="둘째")
        cursor = self.jisus.get("/tickets", limit=1).json()["next"]
        self.assertEqual(self.jisus.get("/envelopes", cursor=cursor).status_code, 422)

    def test_filters_narrow_the_list(self):
        other = self._open(subject="배송이 늦어요", tags=["배송"], priority="high")
        self.ticket.assign(self.jisu, by=self.minho)
        only = [self.ticket.number]
        for wanted, query in [
            (only, {"assignee": "me"}), (only, {"assignee": self.jisu.pk}),
            ([other], {"assignee": "none"}), ([other], {"tag": "배송"}), ([other], {"q": "늦어"}),
            ([other], {"q": f"#{other}"}), (only, {"team": self.team.pk}),
            ([other, *only], {"q": "haneul.kim"}), ([other, *only], {"status": ["new", "open"]}),
            ([], {"status": "solved"}), ([other, *only], {"brand": self.onnuri.pk}),
            ([], {"brand": self.haneul.pk}), ([other, *only], {"requester": self.kim.pk}),
            ([], {"updated_since": "2100-01-01T00:00:00Z"}), ([], {"q": "' OR 1=1 --"}),
        ]:  # fmt: skip
            found = [t["number"] for t in self.jisus.get("/tickets", **query).json()["items"]]
            self.assertEqual(sorted(found), sorted(wanted), query)

    def test_opening_a_ticket_makes_its_customer_and_first_message(self):
        response = self.jisus.post(
            "/tickets",
            {
                "subject": "주문 조회", "body": "어디까지 왔나요?", "tags": ["배송 조회"],
                "requester": {"phone": "010-5550-0142", "name": "박가람"},
                "priority": "urgent", "assignee": self.jisu.pk, "team": self.team.pk,
            },
        )  # fmt: skip
        self.assertEqual(response.status_code, 201, response.content)
        ticket = Ticket.objects.get(pk=response.json()["number"])
        self.assertEqual((ticket.source, ticket.assignee, ticket.priority), ("api", self.jisu, 4))
        self.assertEqual(ticket.requester.reach, "+821055500142")
        self.assertEqual(ticket.messages.get().text, "어디까지 왔나요?")
        self.assertEqual(response.json()["tags"], ["배송-조회"])
        self.assertTrue(Event.of(ticket).filter(verb="ticket.opened").exists())

    def test_what_cannot_be_named_is_said_by_field(self):
        requester = {"email": "a@example.com"}
        for field, changes in [
            ("subject", {"subject": " "}), ("brand", {"brand": self.haneul.pk}),
            ("team", {"team": self.secret_team.pk}), ("assignee", {"assignee": self.eve.pk}),
            ("assignee", {"assignee": self.member("ana", "분석", "analyst").pk}),
            ("requester.email", {"requester": {"email": "nonsense"}}),
            ("requester", {"requester": {}}), ("requester", {"requester": 999_999}),
            ("channel", {"channel": self.other_mailbox.pk}),
            ("attachments", {"attachments": ["x"]}),
            ("body", {"body": "a\x00b"}), ("priority", {"priority": "hot"}),
        ]:  # fmt: skip
            data = {"subject": "s", "body": "b", "requester": requester, **changes}
            response = self.jisus.post("/tickets", data)
            self.assertEqual(response.status_code, 422, (field, response.content))
            self.assertIn(field, response.json()["error"]["fields"])
        self.assertEqual(Ticket.objects.count(), 1)

    def test_each_change_leaves_its_event(self):
        response = self.jisus.patch(
            self.path,
            {"subject": "새 제목", "status": "pending", "priority": "high", "kind": "problem",
             "assignee": self.jisu.pk, "team": None, "tags": ["파손"]},
        )  # fmt: skip
        self.assertEqual(response.status_code, 200, response.content)
        verbs = set(Event.of(self.ticket).values_list("verb", flat=True))
        self.assertLessEqual(
            {"ticket.subject", "ticket.status", "ticket.priority", "ticket.kind",
             "ticket.assigned", "ticket.team", "ticket.tags"}, verbs,
        )  # fmt: skip
        self.assertEqual(response.json()["team"], None)
        self.assertEqual(response.json()["assignee"]["id"], self.jisu.pk)

    def test_one_wrong_field_changes_nothing(self):
        response = self.jisus.patch(self.path, {"subject": "새 제목", "assignee": self.eve.pk})
        self.assertEqual(response.status_code, 422)
        self.ticket.refresh_from_db()
        self.assertNotEqual(self.ticket.subject, "새 제목")

    def test_fields_outside_the_list_change_nothing(self):
        before = Ticket.objects.values().get(pk=self.ticket.pk)
        extra = {
            "number": 99, "brand": self.haneul.pk, "brand_id": 2,
            "created_at": "2000-01-01T00:00:00Z", "last_public_id": 0, "source": "api",
        }  # fmt: skip
        self.assertEqual(self.jisus.patch(self.path, extra).status_code, 200)
        self.assertEqual(Ticket.objects.values().get(pk=self.ticket.pk), before)

    def test_solution_and_closure_are_resources(self):
        for method, path, status in [
            ("POST", "solution", "solved"), ("POST", "solution", "solved"),
            ("POST", "closure", "closed"), ("DELETE", "closure", "open"),
            ("POST", "solution", "solved"), ("DELETE", "solution", "open"),
            ("DELETE", "solution", "open"),
        ]:  # fmt: skip
            response = self.jisus.send(method, f"{self.path}/{path}")
            self.assertEqual(response.json()["status"], status)
        events = Event.of(self.ticket).filter(verb="ticket.status")
        self.assertEqual(events.count(), 5)

    def test_roles_that_may_not_are_told_so(self):
        analyst = self.api(self.member("ana", "분석", Role.ANALYST))
        trainee = self.api(self.member("tra", "수습", Role.TRAINEE))
        for caller, method, path in [
            (analyst, "PATCH", self.path), (analyst, "POST", f"{self.path}/solution"),
            (trainee, "POST", "/tickets"), (trainee, "POST", f"{self.path}/messages"),
        ]:  # fmt: skip
            data = {"subject": "s", "body": "b", "requester": {"email": "a@example.com"}}
            response = caller.send(method, path, data)
            self.assertEqual(response.status_code, 403, response.content)
            self.assertEqual(response.json()["error"]["code"], "role_not_allowed")

    def test_reading_enters_the_access_ledger(self):
        self.jisus.get(self.path)
        self.jisus.get("/tickets")
        self.jisus.get(f"{self.path}/messages")
        records = AccessRecord.objects.filter(what="api", member_id=self.jisu.pk)
        self.assertEqual([r.customers for r in records], [[self.kim.pk]] * 3)

    def test_an_uploaded_file_goes_with_an_answer_and_comes_back(self):
        png = b"\x89PNG\r\n\x1a\n" + b"0" * 2_000_000
        file = self.jisus.upload("..\\뚜껑.exe", png).json()
        self.assertEqual((file["content_type"], file["size"]), ("image/png", len(png)))
        message = self.jisus.post(
            f"{self.path}/messages", {"body": "사진입니다", "attachments": [file["key"]]}
        ).json()
        attachment = message["attachments"][0]
        self.assertEqual(attachment["sha256"], file["sha256"])
        self.assertFalse(PendingFile.objects.exists())
        response = self.jisus.get(f"/attachments/{attachment['key']}")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response["Content-Disposition"].startswith("attachment"))
        self.assertTrue(response["Content-Security-Policy"].startswith("sandbox"))
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertTrue(response["X-Maru-Send-File"].endswith(file["sha256"]))
        self.assertEqual(
            self.api(self.eve).get(f"/attachments/{attachment['key']}").status_code, 404
        )
        self.assertEqual(Attachment.objects.get().name, "뚜껑.exe")

    def test_a_file_of_somebody_else_cannot_be_attached(self):
        key = self.api(self.minho).upload("a.txt", b"a").json()["key"]
        response = self.jisus.post(f"{self.path}/messages", {"body": "사진", "attachments": [key]})
        self.assertEqual(response.status_code, 422)
        self.assertTrue(PendingFile.objects.filter(key=key).exists())

    def _open(self, **data):
        data = {"body": "내용", "requester": self.kim.pk, **data}
        return self.jisus.post("/tickets", data).json()["number"]
