"""/rules: what Maru does by itself. /tickets/{number}/rules: what it did to a ticket."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.company.models import Brand
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.teams.models import Team
from maru.support.automation.at import read_at
from maru.support.automation.doing import actions_for, read_doing
from maru.support.automation.faults import faults, faults_of
from maru.support.automation.models import Firing, Rule, Stir
from maru.support.automation.occasions import occasions
from maru.support.automation.rule import RuleKind, may_reach, move_rule
from maru.support.automation.undoing import MOST, undo_all
from maru.support.automation.when import BadWhen, is_timed, read_when
from maru.support.tickets.models import Ticket

router = Routes()

EXAMPLE: dict[str, Any] = {
    "id": 3, "name": "파손은 급하게", "on": True, "place": 0,
    "when": {"on": [{"occasion": "opened"}], "by": []},
    "conditions": {"all": [{"field": "subject", "op": "contains", "value": "파손"}]},
    "changes": {"priority": 3, "tags_added": ["파손"]},
    "everywhere": True, "brands": [], "teams": [], "version": 2, "broken": False, "faults": [],
    "fired": 214, "failed": 0, "last_fired_at": "2026-11-30T01:02:00Z",
}  # fmt: skip
WRITTEN = ("name", "when", "conditions", "changes", "everywhere", "brands", "teams")
NEW = {name: EXAMPLE[name] for name in WRITTEN}
WHEN_TOLD = (
    "Occasions (GET /rules/occasions), of a change with the values that it is «from» and «to», "
    "and who did it (customer, member, rule, system; [] for anybody). Of a timer: "
    "{after or before: minutes, of: created, received, replied, updated, solved or "
    "snoozed_until}, or "
    "{every: day, week, month, at: «09:00», weekday: 0 to 6, day: 1 to 31}."
)


class RuleOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    on: bool = Field(alias="is_on", serialization_alias="on")
    place: int
    when: dict[str, Any] = Field(description=WHEN_TOLD)
    conditions: dict[str, Any] = Field(description='As those of views; {"all": []} for any.')
    changes: dict[str, Any] = Field(description="Name of an action and its value.")
    everywhere: bool = Field(alias="is_everywhere", serialization_alias="everywhere")
    brands: list[int]
    teams: list[int] = Field(description="The private teams whose tickets it reaches, too.")
    version: int
    broken: bool = Field(alias="is_broken", serialization_alias="broken")
    faults: list[str] = Field(description="What keeps it from being carried out.")
    fired: int
    failed: int = Field(description="Actions that could not be done.")
    last_fired_at: datetime | None

    @staticmethod
    def resolve_brands(rule: Rule) -> list[int]:
        return [brand.pk for brand in rule.brands.all()]

    @staticmethod
    def resolve_teams(rule: Rule) -> list[int]:
        return [team.pk for team in rule.teams.all()]

    @staticmethod
    def resolve_faults(rule: Rule) -> list[str]:
        return faults_of(rule)


Name = Annotated[Line, Field(min_length=1, max_length=80)]
Ids = Annotated[list[Id], Field(max_length=200)]


class NewRule(Schema):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": NEW})
    name: Name
    when: dict[str, Any] = Field(description=WHEN_TOLD)
    conditions: dict[str, Any] = Field(default_factory=dict)
    changes: dict[str, Any]
    everywhere: bool = False
    brands: Ids = Field(default_factory=list)
    teams: Ids = Field(default_factory=list)


class RuleChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"on": True}})
    name: Name = unset()
    when: dict[str, Any] = unset()
    conditions: dict[str, Any] = unset()
    changes: dict[str, Any] = unset()
    everywhere: bool = unset()
    brands: Ids = unset()
    teams: Ids = unset()
    on: bool = unset()
    place: Annotated[int, Field(ge=0, le=10_000)] = unset()
    why: Annotated[Line, Field(max_length=200)] = Field("", description="What it is for.")


class Choice(Schema):
    value: str | int
    label: str


class OccasionOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "solved", "label": "해결됨", "choices": None, "takes_words": False}
        }
    )
    name: str
    label: str
    choices: list[Choice] | None = Field(description="What it may be from and to.")
    takes_words: bool = Field(description="It may name «words», such as tags.")


class RuleActionOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "answer", "label": "고객에게 답하기", "several": False,
                        "choices": None}
        }
    )  # fmt: skip
    name: str
    label: str
    several: bool
    choices: list[Choice] | None


FIRING: dict[str, Any] = {
    "id": 91, "rule": 3, "name": "파손은 급하게", "version": 2, "ticket": 7,
    "occasion": "opened", "event": 4021, "at": "2026-11-30T01:02:00Z",
    "did": [{"name": "priority", "kept": 3, "became": "done"}], "failed": 0, "undone_at": None,
}  # fmt: skip


class FiringOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": FIRING})
    id: int
    rule: int = Field(alias="rule_id", serialization_alias="rule")
    name: str = Field(alias="rule.name", serialization_alias="name")
    version: int
    ticket: int = Field(alias="ticket_id", serialization_alias="ticket")
    occasion: str
    event: int | None = Field(alias="event_id", serialization_alias="event")
    at: datetime
    did: list[dict[str, Any]] = Field(description="became: done, same (was so), or failed.")
    failed: int
    undone_at: datetime | None

    @staticmethod
    def resolve_did(firing: Firing) -> list[dict[str, Any]]:
        return [{name: one[name] for name in one if name != "kept"} for one in firing.did]


class UndoingsIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"firings": [91]}})
    firings: Annotated[list[Id], Field(min_length=1, max_length=MOST)]


class UndoneOut(Schema):
    firing: int
    ticket: int
    undone: bool
    why: str = Field(description="Why something stays; '' for nothing.")


class UndoingsOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"items": [{"firing": 91, "ticket": 7, "undone": True, "why": ""}]}
        }
    )
    items: list[UndoneOut]


class GivenUp(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"events": 0}})
    events: int


@router.read("/rules/occasions", list[OccasionOut], scope="staff:read", summary="List occasions")
def list_occasions(request: HttpRequest) -> list[dict[str, Any]]:
    """What rules may listen for."""
    by = caller_who_can(request, Power.AUTOMATE)
    return [
        {"name": one.name, "label": str(one.label), "takes_words": one.is_worded,
         "choices": None if one.choices is None else _plain(one.choices(by))}
        for one in occasions().values()
    ]  # fmt: skip


@router.read(
    "/rules/actions", list[RuleActionOut], scope="staff:read", summary="List actions of rules"
)
def list_actions(request: HttpRequest) -> list[dict[str, Any]]:
    """What a rule can do to a ticket, in the order in which it is done."""
    by = caller_who_can(request, Power.AUTOMATE)
    return [
        {"name": each.name, "label": str(each.label), "several": each.is_many,
         "choices": None if (offered := each.choices(by)) is None else _plain(offered)}
        for each in actions_for(by)
    ]  # fmt: skip


def _plain(choices: Any) -> list[dict[str, Any]]:
    return [{"value": getattr(v, "value", v), "label": str(label)} for v, label in choices]


@router.read("/rules/given-up", GivenUp, scope="staff:read", summary="Count events given up")
def given_up(request: HttpRequest) -> dict[str, int]:
    """Of which rules were not asked, since looking at them ended the worker. Administrators."""
    caller_who_can(request, Power.COMPANY)
    return {"events": Stir.objects.given_up().count()}


@router.write(
    "POST", "/rules/given-up/retrial", {200: GivenUp}, scope="staff:write",
    summary="Ask rules about events given up once more",
)  # fmt: skip
def retry(request: HttpRequest) -> dict[str, int]:
    """Administrators."""
    by = caller_who_can(request, Power.COMPANY)
    return {"events": Stir.objects.retry_given_up(by=by)}


@router.write(
    "DELETE", "/rules/given-up", {204: None}, scope="staff:write", summary="Dismiss events given up"
)
def dismiss(request: HttpRequest) -> Status[None]:
    """Rules are not asked about them any more. Administrators."""
    Stir.objects.dismiss_given_up(by=caller_who_can(request, Power.COMPANY))
    return Status(204, None)


@router.read("/rules", Page[RuleOut], scope="staff:read", summary="List rules")
def index(request: HttpRequest, asked: Query[Paging]) -> dict[str, Any]:
    """In the order in which they are asked."""
    by = caller_who_can(request, Power.AUTOMATE)
    return paged(_loaded(Rule.objects.visible_to(by)), "place", "id", paging=asked)


@router.read("/rules/{id}", RuleOut, scope="staff:read", summary="Show a rule")
def show(request: HttpRequest, id: Id) -> Rule:
    """One rule, and what is wrong with it."""
    return get_object_or_404(_loaded(Rule.objects.visible_to(caller(request))), pk=id)


@router.write("POST", "/rules", {201: RuleOut}, scope="staff:write", summary="Make a rule")
def create(request: HttpRequest, data: NewRule) -> Status[Rule]:
    """It is off until you switch it on."""
    by = caller_who_can(request, Power.AUTOMATE)
    fields = _checked(data.dict(), by)
    kind = RuleKind.TIMER if is_timed(fields["when"]) else RuleKind.TRIGGER
    return Status(201, Rule.make(by=by, kind=kind, **fields))


@router.write("PATCH", "/rules/{id}", {200: RuleOut}, scope="staff:write", summary="Change a rule")
def change(request: HttpRequest, id: Id, data: RuleChange) -> Rule:
    """Only what you send changes; what it says becomes a new version. All of it, or nothing."""
    by, rule = _changeable(request, id)
    asked = data.dict(exclude_unset=True)
    why, on, place = asked.pop("why", ""), asked.pop("on", None), asked.pop("place", None)
    if "when" in asked and is_timed(asked["when"]) != rule.is_timer:
        raise _wrong("when", _("A trigger does not become a timer, nor a timer a trigger."))
    with transaction.atomic():
        if asked:
            now = rule.told()
            whole = {one: now["is_everywhere" if one == "everywhere" else one] for one in WRITTEN}
            rule.revise(by=by, why=why, **_checked(whole | asked, by))
        if on and (wrong := faults_of(rule)):
            raise _wrong("on", wrong[0])
        if on is not None:
            rule.switch(on, by=by)
        if place is not None:
            move_rule(rule, place, by=by)
    return get_object_or_404(_loaded(Rule.objects.visible_to(by)), pk=id)


@router.write("DELETE", "/rules/{id}", {204: None}, scope="staff:write", summary="Remove a rule")
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """What it did stays."""
    by, rule = _changeable(request, id)
    rule.remove(by=by)
    return Status(204, None)


@router.read(
    "/rules/{id}/firings", Page[FiringOut], scope="tickets:read", summary="List firings of a rule"
)
def firings(request: HttpRequest, id: Id, asked: Query[Paging]) -> dict[str, Any]:
    """What it did, in tickets that you see, newest first."""
    by = caller(request)
    rule = get_object_or_404(Rule.objects.visible_to(by), pk=id)
    rows = Firing.objects.visible_to(by).filter(rule=rule).select_related("rule", "ticket")
    page = paged(rows, "-id", paging=asked)
    read = {one.ticket.requester_id for one in page["items"]}
    AccessRecord.note(request, "list", by=by, customers=read)
    return page


@router.write(
    "POST", "/rules/{id}/undoings", {200: UndoingsOut}, scope="tickets:write",
    summary="Take back what a rule did to some tickets",
)  # fmt: skip
def undo(request: HttpRequest, id: Id, data: UndoingsIn) -> dict[str, Any]:
    """Of each what became of it; «why» something stays, or nothing was taken back."""
    by = caller(request)
    rule = get_object_or_404(Rule.objects.visible_to(by), pk=id)
    caller_who_can(request, Power.CHANGE)
    rows = Firing.objects.visible_to(by).filter(rule=rule, pk__in=data.firings)
    became = undo_all(rows.select_related("ticket", "rule", "cause").order_by("id"), by=by)
    return {
        "items": [
            {"firing": each.firing.pk, "ticket": each.firing.ticket_id,
             "undone": each.is_undone, "why": each.why}
            for each in became
        ]
    }  # fmt: skip


@router.read(
    "/tickets/{number}/rules", Page[FiringOut], scope="tickets:read",
    summary="List what rules did to a ticket",
)  # fmt: skip
def of_ticket(request: HttpRequest, number: Id, asked: Query[Paging]) -> dict[str, Any]:
    """Which rule did what, because of which event, newest first."""
    ticket = get_object_or_404(Ticket.objects.visible_to(caller(request)), pk=number)
    return paged(ticket.firings.select_related("rule"), "-id", paging=asked)


def _loaded(rows: QuerySet[Rule]) -> QuerySet[Rule]:
    return rows.prefetch_related("brands", "teams")


def _changeable(request: HttpRequest, pk: int) -> tuple[Member, Rule]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    by = caller(request)
    rule = get_object_or_404(_loaded(Rule.objects.visible_to(by)), pk=pk)
    if not rule.may_be_changed_by(by):
        raise PermissionDenied
    return by, rule


def _checked(asked: dict[str, Any], by: Member) -> dict[str, Any]:
    """Return the fields of a row. Raises ApiError 422."""
    asked["is_everywhere"] = asked.pop("everywhere")
    for name, rows in (
        ("brands", Brand.objects.visible_to(by)),
        ("teams", Team.objects.visible_to(by)),
    ):
        found = list(rows.filter(pk__in=asked[name]))
        if len(found) != len(set(asked[name])):
            raise _wrong(name, _("There is no such brand or team."))
        asked[name] = found
    if asked["is_everywhere"] == bool(asked["brands"]):
        raise _wrong("brands", _("Name the brands, or say that it is for all of them."))
    if not may_reach(by, None if asked["is_everywhere"] else asked["brands"], asked["teams"]):
        raise PermissionDenied
    try:
        timed = is_timed(asked["when"])
        asked["when"] = read_at(asked["when"]) if timed else read_when(asked["when"], by)
    except BadWhen as why:
        raise _wrong("when", str(why)) from None
    asked["changes"], wrong = read_doing(asked["changes"], by)
    if wrong:
        fields = {f"changes.{name}": words for name, words in wrong.items()}
        raise ApiError(422, "invalid", next(iter(wrong.values())), fields=fields)
    asked["conditions"] = asked["conditions"] or {"all": []}
    for fault in faults(asked["when"], asked["conditions"], asked["changes"]):
        raise _wrong("conditions", fault)
    return asked


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
