"""What a team needs: by the page's form and by programs; who may."""

from __future__ import annotations

import json
from typing import Any

from maru.staff.journal.models import Event
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.staff.members.roles import Role
from maru.support.planning.forecasting import forecast
from maru.support.planning.forms import NeedsForms
from maru.support.planning.models import Demand, TeamPlan
from maru.support.planning.tests.test_coverage import PlanningTestCase, write_history

SAID = {
    "calendar": "", "shrinkage": "25",
    "ticket-is_on": "on", "ticket-minutes": "6", "ticket-answer_seconds": "4",
    "ticket-occupancy": "85", "ticket-arrivals": "",
    "phone-is_on": "on", "phone-minutes": "3.5", "phone-answer_percent": "80",
    "phone-answer_seconds": "20", "phone-occupancy": "85",
    "phone-arrivals": "9, 1, 2, 3, 4, 5, 6, 7",
    "chat-minutes": "10", "chat-answer_percent": "80", "chat-answer_seconds": "60",
    "chat-at_once": "3", "chat-occupancy": "85", "chat-arrivals": "",
}  # fmt: skip


class FormTests(PlanningTestCase):
    def forms(self, **said: str) -> NeedsForms:
        return NeedsForms({**SAID, **said}, team=self.team)

    def test_all_of_it_is_kept_with_one_event(self):
        for _twice in range(2):
            forms = self.forms()
            self.assertTrue(forms.is_valid(), [form.errors for form in forms.demands])
            forms.save_by(self.minho)
        plan = TeamPlan.objects.get()
        ticket, phone, chat = Demand.objects.filter(plan=plan)
        self.assertEqual((ticket.answer_seconds, ticket.handling_seconds), (4 * 3600, 360))
        self.assertEqual((phone.handling_seconds, phone.given[9 + 24]), (210, 2))
        self.assertEqual((chat.is_on, chat.at_once, chat.given), (False, 3, []))
        self.assertEqual([each.verb for each in Event.of(plan)], ["teamplan.added"])
        changed = self.forms(shrinkage="30")
        self.assertTrue(changed.is_valid())
        changed.save_by(self.minho)
        self.assertEqual(Event.of(plan).last().verb, "teamplan.changed")  # type: ignore[union-attr]

    def test_how_long_tickets_took_is_told_in_whole_numbers(self):
        for seconds, words in ((90, "1.5"), (600, "10"), (7200, "120")):
            forms = NeedsForms(None, team=self.team, measured=seconds)
            told = forms.demands[0].fields["minutes"].help_text
            self.assertIn(words, told)
            self.assertNotIn("e+", told)

    def test_what_is_wrong_is_told_where_it_is(self):
        for said, place, field in (
            ({"shrinkage": "100"}, None, "shrinkage"),
            ({"phone-minutes": "0"}, 1, "minutes"),
            ({"phone-minutes": "nan"}, 1, "minutes"),
            ({"phone-answer_percent": "101"}, 1, "answer_percent"),
            ({"phone-occupancy": "5"}, 1, "occupancy"),
            ({"phone-arrivals": "많음"}, 1, "arrivals"),
            ({"phone-arrivals": ""}, 1, "arrivals"),
            ({"chat-at_once": "0"}, 2, "at_once"),
            ({"ticket-answer_seconds": "0"}, 0, "answer_seconds"),
        ):
            with self.subTest(said):
                forms = self.forms(**said)
                self.assertFalse(forms.is_valid())
                form = forms.plan if place is None else forms.demands[place]
                self.assertIn(field, form.errors)


class ApiTests(PlanningTestCase):
    def ask(self, who: Member, method: str, what: str, data: Any = None, **asked: Any) -> Any:
        key = ApiToken.issue(who, SCOPES)
        headers = {"authorization": f"Bearer {key}"}
        path = f"/api/v1/teams/{self.team.pk}/{what}"
        if method == "get":
            return self.client.get(path, asked, headers=headers)
        body = json.dumps(data)
        return self.client.put(path, body, content_type="application/json", headers=headers)

    def test_what_is_put_is_told(self):
        phone = {"kind": "phone", "handling_seconds": 240, "arrivals": [2.5] * 168}
        answer = self.ask(self.minho, "put", "staffing", {"shrinkage": 10, "demands": [phone]})
        self.assertEqual(answer.status_code, 200, answer.content)
        told = self.ask(self.minho, "get", "staffing").json()
        self.assertEqual(told, answer.json())
        by_kind = {each["kind"]: each for each in told["demands"]}
        self.assertEqual(by_kind["phone"]["arrivals"], [2.5] * 168)
        self.assertEqual([by_kind[kind]["on"] for kind in ("ticket", "phone", "chat")],
                         [False, True, False])  # fmt: skip
        cells = self.ask(self.minho, "get", "coverage", week="2026-12-09").json()
        self.assertEqual((cells["monday"], len(cells["cells"])), ("2026-12-07", 168))
        self.assertTrue(cells["cells"][10]["needed"])

    def test_that_nothing_comes_is_kept_as_it_is_said(self):
        ticket = {"kind": "ticket", "handling_seconds": 600, "answer_seconds": 3600}
        said = {"demands": [{**ticket, "arrivals": [0.0] * 168}]}
        told = self.ask(self.minho, "put", "staffing", said).json()["demands"]
        by_kind = {each["kind"]: each["arrivals"] for each in told}
        self.assertEqual(by_kind["ticket"], [0.0] * 168)
        self.assertIsNone(by_kind["phone"])

    def test_bad_values_are_refused(self):
        for demand in (
            {"kind": "fax", "handling_seconds": 60}, {"kind": "phone", "handling_seconds": 0},
            {"kind": "phone", "handling_seconds": 60, "arrivals": [1.0]},
            {"kind": "phone", "handling_seconds": 60},
        ):  # fmt: skip
            answer = self.ask(self.minho, "put", "staffing", {"demands": [demand]})
            self.assertEqual(answer.status_code, 422, demand)

    def test_leads_read_and_whoever_leads_the_team_changes(self):
        elsewhere = self.member("lead", "다른팀장", Role.LEAD, teams=[])
        self.assertEqual(self.ask(elsewhere, "get", "staffing").status_code, 200)
        self.assertEqual(self.ask(elsewhere, "put", "staffing", {}).status_code, 403)
        # Of a team of one that would be when this one is there.
        self.assertEqual(self.ask(elsewhere, "get", "coverage").status_code, 403)
        self.assertEqual(self.ask(self.jisu, "get", "coverage").status_code, 403)

    def test_a_forecast_is_shown_with_its_error(self):
        write_history(self, 8)
        forecast(self.team)
        items = self.ask(self.minho, "get", "forecast", scope="all", week="2026-12-07").json()[
            "items"
        ]
        self.assertEqual([each["scope"] for each in items], ["all"])
        self.assertEqual(len(items[0]["hours"]), 168)
        self.assertLess(items[0]["judged"]["by_hour"], items[0]["judged"]["naive_by_hour"])
