"""Side conversations by the API: begun, written in, read, closed; and what one is asked."""

from __future__ import annotations

from maru.staff.members.models import ApiToken
from maru.support.sideconversations.models import SideConversation
from maru.support.sideconversations.tests.cast import VENDOR, SideTestCase

ROOT = "/api/v1"


class SideApiTests(SideTestCase):
    def setUp(self):
        self.use(self.jisu)

    def use(self, member):
        token = ApiToken.issue(member, ["tickets:read", "tickets:write"])
        self.client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def send(self, method, path, data=None):
        ask = getattr(self.client, method.lower())
        return ask(ROOT + path, data, "application/json")

    def begin(self, **fields):
        data = {"to": [VENDOR], "body": "뚜껑만 따로 있나요?", "subject": "재고", **fields}
        return self.send("POST", f"/tickets/{self.ticket.pk}/side-conversations", data)

    def test_begun_read_and_answered(self):
        made = self.begin(hold=True)
        self.assertEqual(made.status_code, 201, made.content)
        side = made.json()
        self.assertEqual((side["subject"], side["state"], side["awaits_answer"]),
                         ("재고", "open", True))  # fmt: skip
        self.assertEqual(side["participants"][0]["address"], VENDOR)
        self.arrive(VENDOR, "있습니다", SideConversation.objects.get().newest.message_id)
        said = self.client.get(f"{ROOT}/side-conversations/{side['id']}/messages").json()["items"]
        self.assertEqual([one["from_address"] for one in said], ["", VENDOR])
        self.assertEqual((said[0]["to"], said[1]["body"]), ([VENDOR], "있습니다"))
        listed = self.client.get(f"{ROOT}/tickets/{self.ticket.pk}/side-conversations").json()
        self.assertIs(listed["items"][0]["awaits_answer"], False)

    def test_written_in_with_what_was_seen(self):
        side = self.begin().json()["id"]
        row = SideConversation.objects.get()
        seen = row.newest.pk
        place = f"/side-conversations/{side}/messages"
        self.assertEqual(
            self.send("POST", place, {"body": "급해요", "seen": seen}).status_code, 201
        )
        late = self.send("POST", place, {"body": "아직인가요", "seen": seen})
        self.assertEqual((late.status_code, late.json()["error"]["code"]), (409, "newer_messages"))

    def test_people_come_and_go_and_it_is_done_and_open_again(self):
        side = self.begin().json()["id"]
        more = self.send("POST", f"/side-conversations/{side}/people", {"to": ["고물류"]})
        people = more.json()["participants"]
        self.assertEqual(people[1]["member"]["name"], "고물류")
        gone = self.client.delete(f"{ROOT}/side-conversations/{side}/people/{people[1]['id']}")
        self.assertEqual(gone.status_code, 204)
        for done, state in ((True, "done"), (False, "open")):
            changed = self.send("PATCH", f"/side-conversations/{side}", {"done": done})
            self.assertEqual(changed.json()["state"], state)

    def test_what_a_colleague_is_asked_and_nothing_else(self):
        self.begin()
        asked = self.begin(to=["고물류"]).json()["id"]
        self.use(self.cole)
        mine = self.client.get(f"{ROOT}/me/side-conversations").json()["items"]
        self.assertEqual([one["id"] for one in mine], [asked])
        outside = self.begin()
        self.assertEqual(outside.status_code, 404)  # the ticket does not exist for them
        place = f"/side-conversations/{asked}/messages"
        self.assertEqual(self.send("POST", place, {"body": "세 개요"}).status_code, 201)

    def test_nobody_and_who_may_not_are_refused(self):
        self.assertEqual(self.begin(to=["없는 사람"]).status_code, 422)
        self.use(self.member("train", "새내기", "trainee"))
        self.assertEqual(self.begin().status_code, 403)
        self.assertFalse(SideConversation.objects.exists())
