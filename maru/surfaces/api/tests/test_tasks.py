"""/tickets/{number}/tasks and /me/tasks."""

from __future__ import annotations

from maru.support.actions.models import Macro
from maru.support.tasks.adding import add_tasks
from maru.support.tasks.models import Task
from maru.surfaces.api.tests.cast import ApiTestCase


class TasksTests(ApiTestCase):
    def setUp(self):
        self.place = f"/tickets/{self.ticket.pk}/tasks"
        self.jisus = self.api(self.jisu)

    def test_lines_are_added_listed_changed_and_taken_off(self):
        given = {"text": "하나\n둘", "assignee": self.minho.pk, "due_on": "2026-12-01"}
        made = self.jisus.post(self.place, given)
        self.assertEqual(made.status_code, 201)
        one, two = made.json()["items"]
        self.assertEqual(one["assignee"]["name"], "박민호")
        path = f"{self.place}/{two['id']}"
        changed = self.jisus.patch(path, {"done": True, "place": 0, "assignee": None}).json()
        said = (changed["done"], changed["assignee"], changed["text"], changed["due_on"])
        self.assertEqual(said, (True, None, "둘", "2026-12-01"))
        listed = self.jisus.get(self.place).json()["items"]
        self.assertEqual([each["text"] for each in listed], ["둘", "하나"])
        self.assertEqual(self.jisus.delete(path).status_code, 204)
        self.assertEqual(Task.objects.count(), 1)

    def test_who_solves_is_told_what_is_still_open_and_may_ask_before(self):
        add_tasks(self.ticket, ["새 뚜껑 보내기"], by=self.jisu)
        ticket = f"/tickets/{self.ticket.pk}"
        [asked] = self.jisus.get(f"{ticket}/left-open").json()["items"]
        self.assertIn("새 뚜껑 보내기", asked)
        for path in ("solution", "closure"):
            self.assertEqual(self.jisus.post(f"{ticket}/{path}").json()["left_open"], [asked])
            self.assertNotIn("left_open", self.jisus.delete(f"{ticket}/{path}").json())
        for status, told in (("solved", [asked]), ("open", [])):
            changed = self.jisus.patch(ticket, {"status": status}).json()
            self.assertEqual(changed["left_open"], told)

    def test_an_answer_that_solves_says_what_is_still_open(self):
        add_tasks(self.ticket, ["새 뚜껑 보내기"], by=self.jisu)
        ticket = f"/tickets/{self.ticket.pk}"
        [asked] = self.jisus.get(f"{ticket}/left-open").json()["items"]
        for status, public, told in (
            ("pending", True, []), ("solved", True, [asked]), ("solved", False, [asked]),
        ):  # fmt: skip
            given = {"body": "보냅니다", "public": public, "status": status}
            said = self.jisus.post(f"{ticket}/messages", given)
            self.assertEqual(said.status_code, 201, said.content)
            self.assertEqual(said.json()["left_open"], told)
        for listed in self.jisus.get(f"{ticket}/messages").json()["items"]:
            self.assertNotIn("left_open", listed)
        macro = Macro.make(
            by=self.sora, name="끝", shortcut="", text="", changes={"status": "solved"},
            whose="company",
        )  # fmt: skip
        self.jisus.patch(ticket, {"status": "open"})
        used = self.jisus.post(f"{ticket}/macros/{macro.pk}", {}).json()
        self.assertEqual(used["left_open"], [asked])

    def test_bad_input_names_its_field(self):
        [task] = add_tasks(self.ticket, ["하나"], by=self.jisu)
        for given, field in (
            ({"text": " "}, "text"),
            ({"text": "x", "assignee": 9999}, "assignee"),
        ):
            refused = [self.jisus.post(self.place, given)]
            refused.append(self.jisus.patch(f"{self.place}/{task.pk}", given))
            for response in refused:
                self.assertEqual(response.status_code, 422)
                self.assertIn(field, response.json()["error"]["fields"])

    def test_mine_are_those_i_was_given_and_may_see(self):
        add_tasks(self.ticket, ["내 일", "끝난 일"], by=self.minho, assignee=self.jisu)
        Task.objects.get(text="끝난 일").do(by=self.jisu)
        listed = self.jisus.get("/me/tasks").json()["items"]
        self.assertEqual([each["text"] for each in listed], ["내 일"])
        self.assertEqual(len(self.jisus.get("/me/tasks", done="true").json()["items"]), 2)
        self.ticket.hand_to(self.secret_team, by=self.sora)
        self.assertEqual(self.jisus.get("/me/tasks", done="true").json()["items"], [])

    def test_others_tasks_do_not_exist(self):
        [task] = add_tasks(self.ticket, ["하나"], by=self.jisu)
        eves = self.api(self.eve)
        path = f"{self.place}/{task.pk}"
        answers = [eves.get(self.place), eves.patch(path, {"done": True}), eves.delete(path)]
        self.assertEqual([each.status_code for each in answers], [404] * 3)
