"""/teams/{id}/routing/trials: a team's last days, played with its rules and with others."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Page, Paging
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.routing.models import RoutingRule, Simulation
from maru.support.routing.rules.rule import MOST
from maru.support.routing.simulating.form import FURTHEST, TrialForm
from maru.support.routing.simulating.playing import ask

router = Routes()

StrategyWord = Literal["round_robin", "least_busy", "best_fit"]
NEW: dict[str, Any] = {"days": 28, "strategy": "least_busy", "capacity": 8, "people": 1}
PERSON: dict[str, Any] = {"member": 3, "given": 41, "most": 8, "busy": 72}
OUTCOME: dict[str, Any] = {
    "strategy": "least_busy", "capacity": 8, "people": 1, "tickets": 310, "given_half": 4,
    "given_nine": 900, "begun_half": 60, "begun_nine": 3600, "late": 12, "unassigned": 0,
    "undone": 3, "fairness": 0.98, "members": [PERSON],
}  # fmt: skip
TRIAL: dict[str, Any] = {
    "id": 5, "state": "done", "days": 28, "until": "2026-11-30T01:00:00Z", "measured": 200,
    "usual": 600, "outcomes": [OUTCOME],
}  # fmt: skip


class PersonOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": PERSON})
    member: int = Field(description="Below 0: one of the people more.")
    given: int
    most: int = Field(description="That they had at once.")
    busy: int = Field(description="Percent of the time that they were there.")


class OutcomeOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": OUTCOME})
    strategy: StrategyWord
    capacity: int
    people: int = Field(description="So many more, or fewer.")
    tickets: int
    given_half: int | None = Field(description="Half of them were given within so many seconds.")
    given_nine: int | None = Field(description="Nine of ten.")
    begun_half: int | None
    begun_nine: int | None
    late: int = Field(description="Begun after the time that they may wait, or not at all.")
    unassigned: int
    undone: int
    fairness: float = Field(description="1: everybody was given as many.")
    members: list[PersonOut] = Field(description="Those whom you may know of.")


class TrialOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": TRIAL})
    id: int
    state: str = Field(description="under_way, done, stopped or failed.")
    days: int
    until: datetime
    measured: int = Field(description="Tickets of which it is known how long they took.")
    usual: int = Field(description="Seconds that the others are taken to need.")
    outcomes: list[OutcomeOut] = Field(
        description="As it is now, then as you asked; [] until then."
    )


class NewTrial(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": NEW})
    days: Literal[7, 14, 28] = 28
    strategy: StrategyWord
    capacity: Annotated[int, Field(ge=1, le=MOST)]
    people: Annotated[int, Field(ge=-FURTHEST, le=FURTHEST)] = 0


@router.read(
    "/teams/{id}/routing/trials", Page[TrialOut], scope="staff:read",
    summary="List trials of a team's routing",
)  # fmt: skip
def trials(request: HttpRequest, id: Id, asked: Query[Paging]) -> dict[str, Any]:
    """The newest first. Whoever forms teams."""
    by, team = _team(request, id)
    rows = Simulation.objects.visible_to(by).filter(team=team).select_related("errand")
    page = paged(rows, "-id", paging=asked)
    return {**page, "items": _known_to(by, page["items"])}


@router.write(
    "POST", "/teams/{id}/routing/trials", {202: TrialOut}, scope="staff:write",
    summary="Try a team's routing on its past", fails=(409,),
)  # fmt: skip
def ask_for(request: HttpRequest, id: Id, data: NewTrial) -> Status[dict[str, Any]]:
    """It is played by a worker, beside how it is now; nothing is changed. 409 «under_way»: two
    are."""
    by, team = _team(request, id)
    rule = RoutingRule.of(team)
    form = TrialForm(data.dict(), rule=rule)
    require_valid(form)
    made = ask(rule, form.variant, days=data.days, by=by)
    return Status(202, _known_to(by, [made])[0])


def _team(request: HttpRequest, pk: int) -> tuple[Member, Team]:
    by = caller_who_can(request, Power.PEOPLE)
    return by, get_object_or_404(Team.objects.visible_to(by), pk=pk)


def _known_to(reader: Member, made: list[Simulation]) -> list[dict[str, Any]]:
    """Tell of them, with those people alone whom ``reader`` may know. One query."""
    ids = {one["member"] for trial in made for each in trial.outcomes for one in each["people"]}
    known = Member.objects.visible_to(reader).filter(pk__in=[pk for pk in ids if pk > 0])
    seen = set(known.values_list("pk", flat=True)) | {pk for pk in ids if pk < 0}
    return [
        {
            "id": trial.pk, "state": trial.errand.state, "days": trial.days,
            "until": trial.until, "measured": trial.measured, "usual": trial.usual,
            "outcomes": [_outcome(one, seen) for one in trial.told],
        }
        for trial in made
    ]  # fmt: skip


def _outcome(told: dict[str, Any], seen: set[int]) -> dict[str, Any]:
    variant, outcome = told["variant"], told["outcome"]
    return {
        **{name: value for name, value in outcome.items() if name != "people"},
        **{name: variant[name] for name in ("strategy", "capacity", "people")},
        "members": [each for each in outcome["people"] if each["member"] in seen],
    }
