"""/teams/{id}/routing: how tickets find somebody. /tickets/{number}/routing: why one did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.conditions import BadCondition
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member, Skill
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.routing.choices import PARTS
from maru.support.routing.models import (
    Decision,
    MemberCapacity,
    Offer,
    Queued,
    RoutingNeed,
    RoutingRule,
)
from maru.support.routing.offers.offering import accept, decline, open_to
from maru.support.routing.people import members_of
from maru.support.routing.queue.queued import ORDER
from maru.support.routing.rules.forms import TICKET, RuleForm, set_capacities
from maru.support.routing.rules.needing import set_needs
from maru.support.routing.rules.rule import HEAVIEST, MOST
from maru.support.routing.showing import decisions_of, known_to, queued_of
from maru.support.tickets.api.schemas import Ref
from maru.support.tickets.models import Ticket
from maru.support.tickets.vocabulary import TICKETS

router = Routes()

StrategyWord = Literal["round_robin", "least_busy", "best_fit"]
OutWord = Literal[
    "away", "break", "off", "leave", "unfit", "declined", "skill", "language", "full"
]  # fmt: skip
Weight = Annotated[int, Field(ge=0, le=HEAVIEST)]
Most = Annotated[int, Field(ge=0, le=MOST)]
RULE: dict[str, Any] = {
    "team": 1, "is_on": True, "strategy": "least_busy", "capacity": 10, "known_days": 14,
    "absent_minutes": 30, "needs_language": False,
    "asks_first": False, "offer_seconds": 60, "overflow_to": None, "overflow_minutes": None,
    "members": [{"member": 3, "capacity": 5}],
    "weights": {"skill": 3, "free": 5, "known": 4, "language": 2, "rest": 2},
}  # fmt: skip
NEED: dict[str, Any] = {
    "conditions": {"all": [{"field": "tags", "op": "has_any", "value": ["환불"]}]},
    "skill": 2, "level": 2,
}  # fmt: skip
RULE["needs"] = [NEED]
CANDIDATE: dict[str, Any] = {
    "member": 3, "load": 2, "capacity": 10, "out": None, "score": 0.8, "parts": {"free": 0.8},
}  # fmt: skip
DECISION: dict[str, Any] = {
    "id": 9, "member": {"id": 3, "name": "최지수"}, "at": "2026-11-30T01:00:03Z",
    "since": "2026-11-30T01:00:00Z", "event": 311, "strategy": "least_busy", "weights": None,
    "candidates": [CANDIDATE, {"member": 4, "load": 10, "capacity": 10, "out": "full"}],
    "looked_at": 2,
}  # fmt: skip
OFFER: dict[str, Any] = {
    "id": 4, "ticket": 7, "team": 1, "made_at": "2026-11-30T01:00:00Z",
    "ends_at": "2026-11-30T01:01:00Z",
}  # fmt: skip
QUEUED: dict[str, Any] = {
    "team": 1, "since": "2026-11-30T01:00:00Z", "because": "new", "outs": {"full": 3, "away": 1},
}  # fmt: skip


class Weights(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": RULE["weights"]})
    skill: Weight = 0
    free: Weight = 0
    known: Weight = 0
    language: Weight = 0
    rest: Weight = 0


class OwnCapacity(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"member": 3, "capacity": 5}})
    member: Id
    capacity: Most | None = Field(description="null: as the team says; 0: they are given none.")


class NeedOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": NEED})
    conditions: dict[str, Any] = Field(description="As those of views: GET /views.")
    skill: Id
    level: Annotated[int, Field(ge=1, le=5)]


class RuleOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": RULE})
    team: int
    is_on: bool
    strategy: StrategyWord
    weights: Weights = Field(description="What best_fit looks at, and how much it counts.")
    capacity: int = Field(description="New and open tickets that one member has at once.")
    known_days: int
    absent_minutes: int | None
    needs_language: bool
    asks_first: bool = Field(description="Whether a member is asked, or it is theirs at once.")
    offer_seconds: int
    overflow_to: int | None = Field(description="The team that gets what waits too long.")
    overflow_minutes: int | None
    members: list[OwnCapacity] = Field(description="Whose capacity is another than the team's.")
    needs: list[NeedOut]


class RuleChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"is_on": True, "capacity": 8}})
    is_on: bool = unset()
    strategy: StrategyWord = unset()
    weights: Weights = unset()
    capacity: Annotated[int, Field(ge=1, le=MOST)] = unset()
    known_days: Annotated[int, Field(ge=0, le=365)] = unset()
    absent_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = Field(
        None, description="null: what is theirs stays theirs."
    )
    needs_language: bool = unset()
    asks_first: bool = unset()
    offer_seconds: Annotated[int, Field(ge=15, le=3600)] = unset()
    overflow_to: Id | None = None
    overflow_minutes: Annotated[int, Field(ge=1, le=10_080)] | None = None
    members: list[OwnCapacity] = Field(
        default_factory=list, max_length=1000, description="Those whom you name change."
    )
    needs: list[NeedOut] = Field(
        default_factory=list, max_length=50, description="All of them: others go."
    )


class CandidateOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": CANDIDATE})
    member: int
    load: int
    capacity: int
    out: OutWord | None = Field(None, description="Why they could not have it.")
    lacks: int | None = Field(None, description="The skill that they lack.")
    score: float | None = None
    parts: dict[str, float] = Field(default_factory=dict, description="Each from 0 to 1.")


class DecisionOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": DECISION})
    id: int
    member: Ref
    at: datetime
    since: datetime = Field(description="When it began to wait.")
    event: int | None = Field(alias="event_id", serialization_alias="event")
    strategy: str
    weights: dict[str, int] | None
    candidates: list[CandidateOut] = Field(description="The best first; of many some.")
    looked_at: int = Field(description="How many there were.")

    @staticmethod
    def resolve_strategy(one: Decision) -> str:
        return str(one.why.get("strategy", ""))

    @staticmethod
    def resolve_weights(one: Decision) -> Any:
        return one.why.get("weights")

    @staticmethod
    def resolve_candidates(one: Decision) -> Any:
        return one.why.get("candidates", [])

    @staticmethod
    def resolve_looked_at(one: Decision) -> int:
        return int(one.why.get("looked_at", 0))


class QueuedOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": QUEUED})
    team: int = Field(alias="team_id", serialization_alias="team")
    since: datetime
    because: str
    outs: dict[str, int] = Field(description="How many could not have it, by reason.")


class TicketRouting(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"queued": None, "decisions": [DECISION]}}
    )
    queued: QueuedOut | None = Field(description="null: it waits for nobody.")
    decisions: list[DecisionOut] = Field(description="Why somebody got it, the latest first.")


@router.read(
    "/tickets/{number}/routing", TicketRouting, scope="tickets:read",
    summary="Why somebody has a ticket",
)  # fmt: skip
def of_ticket(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Candidates with their scores by part, who could not have it and why; or why it waits."""
    member = caller(request)
    ticket = get_object_or_404(Ticket.objects.visible_to(member), pk=number)
    AccessRecord.note(
        request, "api", by=member, customers=[ticket.requester_id], subject_id=ticket.pk
    )
    return {
        "queued": queued_of(TICKET, ticket.pk),
        "decisions": known_to(member, decisions_of(TICKET, ticket.pk)),
    }


@router.read("/teams/{id}/routing", RuleOut, scope="staff:read", summary="Show a team's routing")
def rule_of(request: HttpRequest, id: Id) -> dict[str, Any]:
    """How its tickets find somebody. Managers and above."""
    by, rule = _rule(request, id)
    return _told(rule, by)


@router.write(
    "PATCH", "/teams/{id}/routing", {200: RuleOut}, scope="staff:write",
    summary="Change a team's routing",
)  # fmt: skip
def change_rule(request: HttpRequest, id: Id, data: RuleChange) -> dict[str, Any]:
    """Only what you send changes. Managers and above."""
    by, rule = _rule(request, id)
    given = data.dict(exclude_unset=True)
    weights = {**rule.weights, **given.pop("weights", {})}
    own = {each["member"]: each["capacity"] for each in given.pop("members", [])}
    needs = _needs(given.pop("needs")) if "needs" in given else None
    now = _fields(rule)
    said = {**now, **given, **{f"weight_{name}": weights.get(name, 0) for name in PARTS}}
    form = RuleForm(said, instance=rule, by=by)
    require_valid(form)
    rule = form.save_by(by)
    members = {m.pk: m for m in _members(rule, by) if m.pk in own}
    before = dict(
        MemberCapacity.objects.filter(member__in=members, kind=TICKET).values_list("member", "most")
    )
    set_capacities({pk: own[pk] for pk in members}, by=by, before=before, members=members)
    if needs is not None:
        set_needs(rule, needs, by=by)
    return _told(rule, by)


class Waits(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"ticket": 7, **QUEUED}})
    ticket: int = Field(alias="item", serialization_alias="ticket")
    since: datetime
    because: str
    outs: dict[str, int]


@router.read("/teams/{id}/queue", Page[Waits], scope="tickets:read", summary="List a team's queue")
def queue_of(request: HttpRequest, id: Id, asked: Query[Paging]) -> dict[str, Any]:
    """The tickets that wait for somebody, the first to be given first; those you may see."""
    reader = caller(request)
    team = get_object_or_404(Team.objects.visible_to(reader), pk=id)
    seen = Ticket.objects.visible_to(reader).filter(team=team, assignee=None).values("pk")
    rows = Queued.objects.filter(kind=TICKET, team=team, item__in=seen)
    return paged(rows, *ORDER, paging=asked)


class OfferOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": OFFER})
    id: int
    ticket: int = Field(alias="item", serialization_alias="ticket")
    team: int = Field(alias="team_id", serialization_alias="team")
    made_at: datetime
    ends_at: datetime


@router.read("/me/offers", list[OfferOut], scope="tickets:read", summary="List my offers")
def offers(request: HttpRequest) -> list[Offer]:
    """What you are asked to take now, the first to end first."""
    return [one for one, _line in open_to(caller(request))]


@router.write(
    "POST", "/offers/{id}/acceptance", {204: None}, scope="tickets:write",
    summary="Take what you are offered", fails=(409,),
)  # fmt: skip
def take(request: HttpRequest, id: Id) -> Status[None]:
    """The ticket is yours. 409 «gone»: the offer has ended."""
    offered, by = _offer(request, id)
    accept(offered, by=by)
    return Status(204, None)


@router.write(
    "POST", "/offers/{id}/passing", {204: None}, scope="tickets:write",
    summary="Pass on what you are offered", fails=(409,),
)  # fmt: skip
def pass_on(request: HttpRequest, id: Id) -> Status[None]:
    """It goes to somebody else. 409 «gone»: the offer has ended."""
    offered, by = _offer(request, id)
    decline(offered, by=by)
    return Status(204, None)


def _offer(request: HttpRequest, pk: int) -> tuple[Offer, Member]:
    by = caller_who_can(request, Power.CHANGE)
    rows = Offer.objects.filter(member=by).select_related("member", "event")
    return get_object_or_404(rows, pk=pk), by


def _rule(request: HttpRequest, team_id: int) -> tuple[Member, RoutingRule]:
    by = caller_who_can(request, Power.PEOPLE)
    return by, RoutingRule.of(get_object_or_404(Team.objects.visible_to(by), pk=team_id))


def _fields(rule: RoutingRule) -> dict[str, Any]:
    told = {name: getattr(rule, name) for name in RuleForm.Meta.fields}
    return {**told, "overflow_to": rule.overflow_to_id}


def _needs(given: list[dict[str, Any]]) -> list[RoutingNeed]:
    skills = Skill.objects.in_bulk([each["skill"] for each in given])
    for each in given:
        try:
            TICKETS.read(each["conditions"])
        except BadCondition as why:
            raise ApiError(422, "invalid", str(why), fields={"needs": str(why)}) from None
        if each["skill"] not in skills:
            words = _("There is no such skill.")
            raise ApiError(422, "invalid", words, fields={"needs": words})
    return [RoutingNeed(**{**e, "skill": skills[e["skill"]]}) for e in given]


def _members(rule: RoutingRule, by: Member) -> list[Member]:
    """Return those of the team whom ``by`` may know of, as on the page."""
    seen = set(Member.objects.visible_to(by).values_list("pk", flat=True))
    return [member for member in members_of(rule) if member.pk in seen]


def _told(rule: RoutingRule, by: Member) -> dict[str, Any]:
    members = [member.pk for member in _members(rule, by)]
    own = MemberCapacity.objects.filter(member__in=members, kind=TICKET).order_by("member")
    return {
        **_fields(rule),
        "team": rule.team_id,
        "weights": {name: rule.weights.get(name, 0) for name in PARTS},
        "needs": [need.told for need in rule.needs.all()] if rule.pk else [],
        "members": [{"member": pk, "capacity": most} for pk, most in
                    own.values_list("member", "most")],
    }  # fmt: skip
