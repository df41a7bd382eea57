"""Many tickets in one step (/bulk-changes): looked at, begun, looked after, taken back."""

from maru.staff.members.roles import Role
from maru.support.bulk.models import BulkChange
from maru.support.tickets.models import Ticket
from maru.support.tickets.opening import open_ticket
from maru.surfaces.api.tests.cast import ApiTestCase

PATH = "/bulk-changes"


class BulkChangeTests(ApiTestCase):
    def setUp(self):
        self.jisus = self.api(self.jisu)
        self.second = open_ticket(
            by=self.jisu, brand=self.onnuri, requester=self.kim, subject="둘째", text="."
        )
        self.both = [self.ticket.pk, self.second.pk]

    def make(self, **asked):
        return self.jisus.post(PATH, {"changes": {"status": "solved"}, **asked})

    def test_it_is_looked_at_begun_and_taken_back(self):
        made = self.make(filter={"status": ["new"]})
        self.assertEqual(made.status_code, 201, made.content)
        change = made.json()
        self.assertEqual((change["state"], change["foreseen"]["change"]), ("looked_at", 2))
        path = f"{PATH}/{change['id']}"
        begun = self.jisus.post(f"{path}/start")
        self.assertEqual((begun.status_code, begun.json()["state"]), (202, "done"))
        self.assertEqual(self.jisus.post(f"{path}/start").json()["changed"], 2)
        self.second.set_status("open", by=self.minho)
        undone = self.jisus.post(f"{path}/undo").json()
        self.assertEqual((undone["state"], undone["undone"], undone["kept"]),
                         ("undone", 1, {"since": 1}))  # fmt: skip
        told = self.jisus.get(f"{path}/tickets").json()["items"]
        self.assertEqual(
            [(each["number"], each["outcome"], each["reason"]) for each in told],
            [(self.ticket.pk, "undone", ""), (self.second.pk, "kept", "since")],
        )
        self.assertEqual(self.jisus.get(PATH).json()["items"][0]["id"], change["id"])

    def test_at_once_without_a_look(self):
        done = self.make(tickets=self.both, begin=True)
        self.assertEqual((done.status_code, done.json()["changed"]), (202, 2))
        self.assertEqual(Ticket.objects.filter(status="solved").count(), 2)

    def test_what_was_begun_is_not_forgotten_and_nothing_to_stop_or_undo_is_said(self):
        path = f"{PATH}/{self.make(tickets=self.both).json()['id']}"
        self.assertEqual(self.jisus.post(f"{path}/undo").status_code, 409)
        self.assertEqual(self.jisus.post(f"{path}/stop").status_code, 409)
        self.jisus.post(f"{path}/start")
        self.assertEqual(self.jisus.delete(path).status_code, 409)
        other = f"{PATH}/{self.make(tickets=self.both).json()['id']}"
        self.assertEqual(self.jisus.delete(other).status_code, 204)
        self.assertEqual(self.jisus.get(other).status_code, 404)

    def test_what_one_does_not_see_is_not_chosen(self):
        eve = self.api(self.eve)
        asked = {"tickets": self.both, "changes": {"spam": True}}
        self.assertEqual(eve.post(PATH, asked).json()["total"], 0)
        asked["tickets"], asked["filter"] = None, {}
        self.assertEqual(eve.post(PATH, asked).json()["total"], 0)

    def test_another_members_is_nobody_elses(self):
        path = f"{PATH}/{self.make(tickets=self.both).json()['id']}"
        minho = self.api(self.minho)
        for method, rest in (("GET", ""), ("GET", "/tickets"), ("POST", "/start"),
                             ("POST", "/undo"), ("POST", "/stop"), ("DELETE", "")):  # fmt: skip
            answer = minho.send(method, path + rest)
            self.assertEqual(answer.status_code, 404, (method, rest))
        self.assertFalse(Ticket.objects.filter(status="solved").exists())

    def test_scopes_and_powers(self):
        asked = {"tickets": self.both, "changes": {"spam": True}}
        reader = self.api(self.jisu, "tickets:read")
        self.assertEqual(reader.post(PATH, asked).status_code, 403)
        analyst = self.api(self.member("ana", "분석가", Role.ANALYST))
        self.assertEqual(analyst.post(PATH, asked).status_code, 403)
        self.assertFalse(BulkChange.objects.exists())

    def test_what_cannot_be_asked_is_refused_in_words(self):
        for wrong in (
            {}, {"tickets": self.both, "filter": {}}, {"tickets": []}, {"tickets": [0]},
            {"tickets": self.both, "changes": {}}, {"tickets": self.both, "changes": {"x": 1}},
            {"filter": {"status": ["weg"]}}, {"filter": {"view": 99}},
            {"filter": 7}, {"filter": {"tagg": "x"}},
            {"tickets": self.both, "changes": {"assignee": {"id": 1}}},
            {"tickets": self.both, "changes": {"tags_added": "\ud800"}},
        ):  # fmt: skip
            answer = self.make(**wrong)
            self.assertEqual(answer.status_code, 422, (wrong, answer.content))
        self.assertFalse(BulkChange.objects.exists())
