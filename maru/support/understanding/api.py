"""/tickets/{number}/looks: what a ticket looks like. /understanding: how it is learnt and used."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Page, Paging, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.refusing.refusal import Refusal
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.tickets.models import Ticket
from maru.support.understanding.facet import LEARNT, Facet, FacetName
from maru.support.understanding.judging import correct, take_back, take_over
from maru.support.understanding.models import Guess, Lesson
from maru.support.understanding.setting import FacetForm
from maru.support.understanding.showing import shown

router = Routes()

FACETS = Literal["kind", "topic", "urgency", "sentiment", "language"]
GUESS: dict[str, Any] = {
    "id": 31, "message": 12, "facet": "topic", "value": "환불", "words": "환불", "sure": 92,
    "lesson": 4, "because": [], "verdict": "", "right_value": "", "is_so": False,
}  # fmt: skip
LESSON: dict[str, Any] = {
    "id": 4, "facet": "topic", "state": "in_use", "source": "tags", "examples": 812,
    "held_back": 204, "asked_at": "2026-11-30T00:00:00Z", "ended_at": "2026-11-30T00:01:10Z",
    "report": {"judged": 204, "right": 187, "said": 181, "said_right": 175, "labels": []},
}  # fmt: skip
FACET: dict[str, Any] = {"name": "topic", "is_on": True, "threshold": 60, "source": "tags"}


class GuessOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": GUESS})
    id: int
    message: int
    facet: str
    value: str
    words: str = Field(description="The value as people read it.")
    sure: int = Field(description="Percent: of a hundred guesses at 90 about ninety are right.")
    lesson: int | None = Field(description="By which version; null: by words that all know.")
    because: list[str] = Field(description="These words.")
    verdict: str = Field(description="right, wrong, or empty: nobody said.")
    right_value: str
    is_so: bool = Field(description="The ticket is set so already.")


class GuessesOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [GUESS]}})
    items: list[GuessOut]


class VerdictIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"verdict": "wrong", "right": "교환"}})
    verdict: Literal["right", "wrong", ""]
    right: Line = ""


class FacetOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": FACET})
    name: str
    is_on: bool
    threshold: int = Field(description="Percent. Below it nothing is said.")
    source: str = Field(description="Of the topic: tags, or field:KEY.")


class FacetsOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"items": [FACET]}})
    items: list[FacetOut]


class FacetIn(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"threshold": 80}})
    is_on: bool = unset()
    threshold: int = unset()
    field: Line | None = None


class LessonOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": LESSON})
    id: int
    facet: str
    state: str
    source: str
    examples: int
    held_back: int
    asked_at: datetime
    ended_at: datetime | None
    report: dict[str, Any] = Field(
        description="What held-back tickets say of it: precision and recall of each label."
    )

    @staticmethod
    def resolve_source(lesson: Lesson) -> str:
        return lesson.source or "tags"


@router.read(
    "/tickets/{number}/looks", GuessesOut,
    scope="tickets:read", summary="Show what a ticket looks like",
)  # fmt: skip
def looks(request: HttpRequest, number: Id) -> dict[str, Any]:
    """Kind, topic, urgency, sentiment and language of its newest messages, where that is sure."""
    member = caller(request)
    rows = Ticket.objects.visible_to(member).select_related("brand")
    ticket = get_object_or_404(rows, pk=number)
    return {"items": [
        {"id": each.guess.pk, "message": each.guess.message_id, "facet": each.guess.facet,
         "value": each.guess.value, "words": each.words, "sure": each.guess.sure,
         "lesson": each.guess.lesson_id, "because": each.guess.because,
         "verdict": each.guess.verdict, "right_value": each.guess.right_value,
         "is_so": each.is_so}
        for each in shown(ticket, member)
    ]}  # fmt: skip


@router.write(
    "PUT", "/tickets/{number}/looks/{id}/verdict", {204: None}, scope="tickets:write",
    summary="Say whether a guess is right", fails=(409, 422),
)  # fmt: skip
def judge(request: HttpRequest, number: Id, id: Id, data: VerdictIn) -> Status[None]:
    """Right sets the ticket so; of a wrong one, say what is right, if you know. Empty takes it
    back. It is learnt from."""
    member = caller_who_can(request, Power.CHANGE)
    rows = Guess.objects.visible_to(member).select_related("message__ticket__brand")
    guess = get_object_or_404(rows, pk=id, message__ticket=number)
    if data.verdict == "right":
        take_over(guess, by=member)
    elif data.verdict == "wrong":
        correct(guess, data.right, by=member)
    else:
        take_back(guess, by=member)
    return Status(204, None)


@router.read(
    "/understanding/facets", FacetsOut, scope="staff:read", summary="List what is understood",
)  # fmt: skip
def facets(request: HttpRequest) -> dict[str, Any]:
    """For administrators."""
    caller_who_can(request, Power.COMPANY)
    return {"items": [_facet(facet) for facet in Facet.every().values()]}


@router.write(
    "PATCH", "/understanding/facets/{name}", {200: FacetOut}, scope="staff:write",
    summary="Change how something is understood",
)  # fmt: skip
def change(request: HttpRequest, name: FACETS, data: FacetIn) -> dict[str, Any]:
    """For administrators. ``field`` is the key of a choice field out of which topics are learnt;
    empty: the tags."""
    member = _administrator(request)
    facet = Facet.of(name)
    given = {"is_on": facet.is_on, "threshold": facet.threshold,
             "field": facet.field.key if facet.field else ""}  # fmt: skip
    given |= data.dict(exclude_unset=True)
    form = FacetForm({**given, "field": given["field"] or ""}, facet=facet)
    require_valid(form)
    return _facet(form.save_by(member))


@router.read(
    "/understanding/lessons", Page[LessonOut], scope="staff:read", summary="List lessons",
    fails=(422,),
)  # fmt: skip
def lessons(request: HttpRequest, paging: Query[Paging], facet: FACETS | None = None) -> Any:
    """For administrators; the newest first."""
    caller_who_can(request, Power.COMPANY)
    rows = Lesson.objects.filter(facet=facet) if facet else Lesson.objects.all()
    return paged(rows, "-id", paging=paging)


@router.write(
    "POST", "/understanding/facets/{name}/lessons", {202: LessonOut}, scope="staff:write",
    summary="Learn anew",
)  # fmt: skip
def learn(request: HttpRequest, name: FACETS) -> Status[Lesson]:
    """For administrators. It is learnt in a process of its own when there is time."""
    member = _administrator(request)
    if name not in LEARNT:
        raise Http404
    return Status(202, Lesson.ask(FacetName(name), by=member))


@router.write(
    "PUT", "/understanding/lessons/{id}/use", {200: LessonOut}, scope="staff:write",
    summary="Use an earlier version", fails=(422,),
)  # fmt: skip
def use(request: HttpRequest, id: Id) -> Lesson:
    """For administrators: go back to it, or take one that was not taken."""
    member = _administrator(request)
    lesson = get_object_or_404(Lesson, pk=id)
    if not lesson.is_usable:
        raise Refusal(422, "not_usable", _("Of this version nothing is kept that could be used."))
    lesson.use(by=member)
    return lesson


def _administrator(request: HttpRequest) -> Member:
    """For others it does not exist."""
    member = caller(request)
    if not member.can(Power.COMPANY):
        raise Http404
    return member


def _facet(facet: Facet) -> dict[str, Any]:
    return {"name": facet.name, "is_on": facet.is_on, "threshold": facet.threshold,
            "source": facet.source or "tags"}  # fmt: skip
