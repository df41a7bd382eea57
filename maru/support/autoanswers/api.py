"""/brands/{id}/auto-answers: what a brand says by itself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Words, unset
from maru.kit.api.routes import Routes
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.autoanswers.forms import LENGTH, wrong_placeholder
from maru.support.autoanswers.models import Wording
from maru.support.autoanswers.occasions import Occasion

router = Routes()

Texts = dict[str, dict[str, str]]


class AutoAnswersOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "brand": 1,
                "is_on": True,
                "texts": {"received": {"ko": "문의를 받았습니다."}, "closed": {}},
                "closed_texts": {"3": {"ko": "내일 아침에 답장드리겠습니다."}},
            }
        }
    )
    brand: int
    is_on: bool
    texts: Texts = Field(
        description="By occasion (received, closed) and language; what is missing is said in "
        "Maru's own words."
    )
    closed_texts: Texts = Field(
        description="What a channel says of its own while closed, by its id and language; what is "
        "missing is said as the brand does."
    )


class AutoAnswersChange(Schema):
    is_on: bool = unset()
    texts: dict[str, dict[str, Words]] = unset()
    closed_texts: dict[str, dict[str, Words]] = unset()


@router.read(
    "/brands/{id}/auto-answers",
    AutoAnswersOut,
    scope="staff:read",
    summary="Show automatic answers",
)
def show(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Whether a brand answers by itself, and its own words."""
    _member, brand = _member_and_brand(request, id)
    return _told(Wording.of(brand))


@router.write(
    "PATCH",
    "/brands/{id}/auto-answers",
    {200: AutoAnswersOut},
    scope="staff:write",
    summary="Change automatic answers",
)
def change(request: HttpRequest, id: Id, data: AutoAnswersChange) -> dict[str, Any]:
    """Only what you send changes; ``texts`` and ``closed_texts`` are replaced as a whole."""
    member, brand = _member_and_brand(request, id)
    asked = data.dict(exclude_unset=True)
    _check(asked.get("texts", {}))
    _check_channels(asked.get("closed_texts", {}), brand)
    with transaction.atomic():
        Wording.objects.get_or_create(brand=brand)
        wording = Wording.objects.select_for_update().get(brand=brand)
        before = {name: getattr(wording, name) for name in asked}
        for name, value in asked.items():
            setattr(wording, name, value)
        wording.save()
        if before != asked:
            Event.record("wording.changed", wording, by=member, before=before, after=asked)
    return _told(wording)


def _member_and_brand(request: HttpRequest, pk: int) -> tuple[Member, Brand]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    brand = get_object_or_404(Brand.objects.visible_to(caller(request)), pk=pk)
    return caller_who_can(request, Power.COMPANY), brand


def _told(wording: Wording) -> dict[str, Any]:
    texts = {occasion: wording.texts.get(occasion, {}) for occasion in Occasion.values}
    told = {"brand": wording.brand_id, "is_on": wording.is_on, "texts": texts}
    return {**told, "closed_texts": wording.closed_texts}


def _check(texts: Texts) -> None:
    for occasion, by_language in texts.items():
        for language, text in by_language.items():
            wrong = _wrong(language, text)
            if occasion not in Occasion.values:
                wrong = _("There is no such occasion.")
            _refuse(wrong, f"texts.{occasion}.{language}")


def _check_channels(texts: Texts, brand: Brand) -> None:
    known = {str(pk) for pk in Channel.objects.filter(brand=brand).values_list("pk", flat=True)}
    for channel, by_language in texts.items():
        if channel not in known:
            _refuse(_("There is no such channel of this brand."), f"closed_texts.{channel}")
        for language, text in by_language.items():
            _refuse(_wrong(language, text), f"closed_texts.{channel}.{language}")


def _refuse(wrong: str, place: str) -> None:
    if wrong:
        raise ApiError(422, "invalid", wrong, fields={place: wrong})


def _wrong(language: str, text: str) -> str:
    if language not in dict(settings.LANGUAGES):
        return _("Maru does not speak this language.")
    if len(text) > LENGTH:
        return _("At most %(count)d characters.") % {"count": LENGTH}
    return wrong_placeholder(text)
