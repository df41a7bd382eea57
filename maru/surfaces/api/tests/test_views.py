from maru.kit.fields.field import CustomField
from maru.staff.fields.defining import Wanted, make
from maru.support.savedviews.models import SavedView
from maru.surfaces.api.tests.cast import ApiTestCase

OPEN = {"all": [{"field": "status", "op": "in", "value": ["new", "open"]}]}
MINE = {"all": [{"field": "assignee", "op": "is", "value": "me"}]}


class ViewTests(ApiTestCase):
    def test_a_view_is_saved_changed_and_removed(self):
        jisus = self.api(self.jisu)
        made = jisus.post(
            "/views", {"name": "열린 것", "conditions": OPEN, "columns": ["updated", "status"]}
        )
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(made.json()["whose"], "own")
        self.assertEqual(made.json()["columns"], ["status", "updated"])
        path = f"/views/{made.json()['id']}"
        self.assertEqual(jisus.patch(path, {"sort": "priority"}).json()["sort"], "priority")
        self.assertEqual(jisus.get("/views").json()["items"][0]["name"], "열린 것")
        self.assertEqual(self.api(self.minho).get(path).status_code, 404)
        self.assertEqual(jisus.delete(path).status_code, 204)
        self.assertEqual(SavedView.objects.filter(removed_at=None).count(), 0)

    def test_a_custom_field_is_an_order_and_one_with_choices_groups(self):
        for kind, key in (("number", "amount"), ("choice", "colour")):
            wanted = [Wanted("빨강")] if kind == "choice" else []
            make(CustomField(noun="ticket", kind=kind, key=key, label=key), wanted, by=self.sora)
        jisus = self.api(self.jisu)
        asked = {"name": "v", "conditions": OPEN, "sort": "fields.amount:down"}
        made = jisus.post("/views", {**asked, "group": "fields.colour"})
        self.assertEqual(made.status_code, 201, made.content)
        told = made.json()
        self.assertEqual((told["sort"], told["group"]), ("fields.amount:down", "fields.colour"))
        for wrong in ({"group": "fields.amount"}, {"sort": "fields.none"}, {"sort": "up"}):
            answer = jisus.post("/views", {**asked, **wrong})
            self.assertEqual(answer.status_code, 422, wrong)
            self.assertIn(next(iter(wrong)), answer.json()["error"]["fields"])

    def test_tickets_are_those_of_the_view_as_the_caller_sees_it(self):
        view = SavedView.make(by=self.sora, name="내 것", conditions=MINE)
        self.ticket.assign(self.jisu, by=self.jisu)
        found = {
            who: self.api(who).get("/tickets", view=view.pk).json()["items"]
            for who in (self.jisu, self.minho)
        }
        self.assertEqual([t["number"] for t in found[self.jisu]], [self.ticket.pk])
        self.assertEqual(found[self.minho], [])
        narrower = self.api(self.jisu).get("/tickets", view=view.pk, status="solved")
        self.assertEqual(narrower.json()["items"], [])

    def test_somebody_elses_view_is_as_good_as_none(self):
        view = SavedView.make(by=self.jisu, name="내 것", conditions={"all": []}, member=self.jisu)
        for pk in (view.pk, 10**9):
            refused = self.api(self.minho).get("/tickets", view=pk)
            self.assertEqual(refused.status_code, 422)
            self.assertIn("view", refused.json()["error"]["fields"])

    def test_a_views_spam_is_given(self):
        spam = {"field": "spam", "op": "is", "value": True}
        view = SavedView.make(by=self.sora, name="스팸", conditions=spam)
        self.ticket.mark_as_spam(by=self.jisu)
        found = self.api(self.jisu).get("/tickets", view=view.pk).json()["items"]
        self.assertEqual([t["number"] for t in found], [self.ticket.pk])

    def test_whose_needs_the_right_person(self):
        body = {"name": "팀", "conditions": OPEN, "whose": "team", "team": self.team.pk}
        self.assertEqual(self.api(self.jisu).post("/views", body).status_code, 403)
        self.assertEqual(self.api(self.minho).post("/views", body).status_code, 201)
        secret = {**body, "team": self.secret_team.pk}
        self.assertEqual(self.api(self.minho).post("/views", secret).status_code, 422)
        everybody = {"name": "모두", "conditions": OPEN, "whose": "company"}
        self.assertEqual(self.api(self.minho).post("/views", everybody).status_code, 403)
        made = self.api(self.sora).post("/views", everybody)
        self.assertEqual(made.status_code, 201)
        path = f"/views/{made.json()['id']}"
        self.assertEqual(self.api(self.jisu).patch(path, {"name": "x"}).status_code, 403)
        self.assertEqual(self.api(self.jisu).delete(path).status_code, 403)
        self.assertEqual(
            self.api(self.jisu).post("/views", {**everybody, "whose": "team"}).status_code, 422
        )

    def test_conditions_that_cannot_be_asked_are_refused_in_words(self):
        for bad in (
            {"all": [{"field": "nothing", "op": "is", "value": "x"}]},
            {"field": "created", "op": "before", "value": "0001-01-01T00:00+14:00"},
            {"field": "text", "op": "contains", "value": "\ud83d"},
            {},
        ):
            refused = self.api(self.jisu).post("/views", {"name": "x", "conditions": bad})
            self.assertEqual(refused.status_code, 422, bad)
            self.assertIn("conditions", refused.json()["error"]["fields"])
