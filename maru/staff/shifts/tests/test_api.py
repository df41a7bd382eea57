"""Shifts by programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import time_machine

from maru.staff.company.models import Company
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member
from maru.staff.shifts.models import Absence, ShiftDay, ShiftPattern
from maru.staff.shifts.tests.cast import MONDAY, ShiftsTestCase, absent, plan

HOURS = {"shifts": [["09:00", "18:00"]], "breaks": [["12:00", "13:00"]]}


class ApiTests(ShiftsTestCase):
    def ask(self, who: Member, method: str, path: str, data: Any = None) -> Any:
        key = ApiToken.issue(who, SCOPES)
        return getattr(self.client, method)(
            f"/api/v1{path}", json.dumps(data) if data is not None else None,
            content_type="application/json", headers={"authorization": f"Bearer {key}"},
        )  # fmt: skip

    def get(self, who: Member, path: str, **asked: Any) -> Any:
        key = ApiToken.issue(who, SCOPES)
        return self.client.get(
            f"/api/v1{path}", asked, headers={"authorization": f"Bearer {key}"}
        )  # fmt: skip

    def test_today_is_that_of_the_company(self):
        Company.objects.update(time_zone="Europe/Berlin")
        # A Monday in Seoul already, a Sunday in Berlin still.
        with time_machine.travel(datetime(2026, 12, 6, 18, tzinfo=UTC), tick=False):
            days = self.get(self.jisu, "/shifts").json()["days"]
        self.assertEqual(days[0]["day"], "2026-12-06")

    def test_as_many_shifts_as_a_day_may_have_fit(self):
        shifts = [[f"{hour:02}:00", f"{hour:02}:30"] for hour in range(8, 18)]
        said = {"member": self.jisu.pk, "begins_on": "2026-12-07",
                "week": {"mon": {"shifts": shifts, "breaks": []}}}  # fmt: skip
        made = self.ask(self.minho, "post", "/shift-patterns", said)
        self.assertEqual(made.status_code, 201, made.content)
        self.assertEqual(made.json()["week"]["mon"]["shifts"], shifts)

    def test_a_week_is_made_changed_and_removed(self):
        said = {"member": self.jisu.pk, "begins_on": "2026-12-07", "week": {"mon": HOURS},
                "calendar": self.calendar.pk}  # fmt: skip
        made = self.ask(self.minho, "post", "/shift-patterns", said)
        self.assertEqual(made.status_code, 201, made.content)
        pk = made.json()["id"]
        path = f"/shift-patterns/{pk}"
        changed = self.ask(self.minho, "patch", path, {"ends_on": "2026-12-31"})
        self.assertEqual(changed.json()["ends_on"], "2026-12-31")
        self.assertEqual(changed.json()["week"], {"mon": HOURS})
        self.assertEqual(self.ask(self.minho, "delete", path).status_code, 204)
        self.assertFalse(ShiftPattern.objects.exists())

    def test_wrong_hours_name_their_weekday(self):
        week = {"tue": {"shifts": [["09:00", "09:00"]]}}
        said = {"member": self.jisu.pk, "begins_on": "2026-12-07", "week": week}
        answer = self.ask(self.minho, "post", "/shift-patterns", said)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("week.tue", answer.json()["error"]["fields"])

    def test_a_date_is_planned_swapped_and_as_usual_again(self):
        plan(self.jisu)
        said = {"member": self.jisu.pk, "day": str(MONDAY), "kind": "changed",
                "hours": {"shifts": [["22:00", "06:00"]]}}  # fmt: skip
        answer = self.ask(self.minho, "put", "/shift-days", said)
        self.assertEqual(answer.status_code, 200, answer.content)
        [day] = answer.json()["days"]
        self.assertEqual(
            (day["because"], day["there"][0]["begin"]), ("changed", "2026-12-07T13:00:00Z")
        )
        self.assertEqual(answer.json()["warnings"], [])
        night = {**said, "hours": {"shifts": [["22:00", "10:00"]]}}
        [strange] = self.ask(self.minho, "put", "/shift-days", night).json()["warnings"]
        self.assertEqual((strange["code"], strange["day"]), ("overlap", str(MONDAY)))
        self.ask(self.minho, "put", "/shift-days", {**said, "kind": "usual"})
        self.assertFalse(ShiftDay.objects.exists())
        swap = {**said, "kind": "swap", "partner": self.minho.pk}
        self.assertEqual(self.ask(self.minho, "put", "/shift-days", swap).status_code, 200)
        self.assertEqual(ShiftDay.objects.count(), 2)
        alone = self.ask(self.minho, "put", "/shift-days", {**swap, "partner": None})
        self.assertEqual(alone.status_code, 422)

    def test_absences_are_kept_and_their_kind_is_not_for_everybody(self):
        said = {"member": self.jisu.pk, "kind": "sick", "first_on": str(MONDAY)}
        made = self.ask(self.minho, "post", "/absences", said)
        self.assertEqual(made.status_code, 201, made.content)
        path = f"/absences/{made.json()['id']}"
        self.assertEqual(self.ask(self.minho, "patch", path, {"note": "독감"}).status_code, 200)
        self.assertEqual(len(self.get(self.jisu, "/absences").json()["items"]), 1)
        self.assertEqual(self.get(self.cole, "/absences").json()["items"], [])
        self.assertEqual(self.ask(self.cole, "patch", path, {"note": ""}).status_code, 404)
        self.assertEqual(self.ask(self.jisu, "patch", path, {"note": ""}).status_code, 403)
        self.assertEqual(self.ask(self.minho, "delete", path).status_code, 204)
        self.assertFalse(Absence.objects.exists())

    def test_an_agent_plans_neither_themselves_nor_others(self):
        said = {"first_on": str(MONDAY)}
        own = self.ask(self.jisu, "post", "/absences", {"member": self.jisu.pk, **said})
        other = self.ask(self.jisu, "post", "/absences", {"member": self.minho.pk, **said})
        self.assertEqual((own.status_code, other.status_code), (403, 404))

    def test_shifts_are_shown_with_what_is_strange(self):
        plan(self.jisu)
        absent(self.jisu, MONDAY, part="morning")
        asked = {"first": "2026-12-07", "last": "2026-12-13", "team": self.team.pk}
        answer = self.get(self.minho, "/shifts", **asked).json()
        days = [day for day in answer["days"] if day["member"] == self.jisu.pk]
        self.assertEqual(len(days), 7)
        self.assertEqual(
            days[0]["there"], [{"begin": "2026-12-07T05:00:00Z", "end": "2026-12-07T09:00:00Z"}]
        )
        self.assertEqual(days[0]["absences"][0]["part"], "morning")
        self.assertEqual(self.get(self.jisu, "/shifts", **asked).status_code, 404)
        mine = self.get(self.jisu, "/shifts", first="2026-12-07", last="2026-12-07").json()
        self.assertEqual({day["member"] for day in mine["days"]}, {self.jisu.pk})

    def test_too_many_days_and_days_that_are_none_are_refused(self):
        for first, last in (
            ("2026-12-07", "2027-12-07"), ("2026-12-07", "2026-12-01"),
            ("0001-01-01", "0001-01-02"), ("9999-12-30", "9999-12-31"),
        ):  # fmt: skip
            self.assertEqual(
                self.get(self.sora, "/shifts", first=first, last=last).status_code, 422
            )

    def test_a_week_is_copied(self):
        plan(self.jisu)
        self.ask(
            self.minho,
            "put",
            "/shift-days",
            {"member": self.jisu.pk, "day": "2026-12-07", "kind": "off"},
        )
        copy = {"team": self.team.pk, "source": "2026-12-07", "target": "2026-12-14"}
        self.assertEqual(
            self.ask(self.minho, "post", "/shifts/copies", copy).json(), {"changed": 1}
        )
        wrong = self.ask(self.minho, "post", "/shifts/copies", {**copy, "target": "2026-12-15"})
        self.assertEqual(wrong.status_code, 422)
        same = self.ask(self.minho, "post", "/shifts/copies", {**copy, "target": "2026-12-07"})
        self.assertEqual(same.status_code, 422)
