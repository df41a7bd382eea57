"""/forms: the web forms of a brand."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import ConfigDict, Field

from maru.extensions.webform.models import WebForm
from maru.extensions.webform.settings_form import WebFormForm
from maru.kit.api.fields import Id, Line, Page, Paging, Words, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()

AskedWord = Literal["no", "optional", "required"]


class TextsOut(Schema):
    title: str
    intro: str


class WebFormOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 1, "name": "교환·환불 양식", "brand": 1, "team": None,
                "address": "onnuri", "url": "https://desk.example.com/form/onnuri/",
                "embedding": "<script src=...></script>", "is_active": True,
                "texts": {"ko": {"title": "교환·환불 문의", "intro": ""}},
                "asks_name": "optional", "asks_subject": "optional", "takes_files": True,
                "origins": ["https://shop.example.com"], "link_days": 7,
            }
        }
    )  # fmt: skip
    id: int
    name: str
    brand: int
    team: int | None
    address: str = Field(description="The last part of its public address.")
    url: str
    embedding: str = Field(description="The line of HTML that shows it inside another page.")
    is_active: bool
    texts: dict[str, TextsOut] = Field(
        description="By language; what is empty is said in Maru's words."
    )
    asks_name: AskedWord
    asks_subject: AskedWord
    takes_files: bool
    origins: list[str] = Field(description="Sites whose pages may show it inside their own.")
    link_days: int = Field(description="Days that the mailed link works.")

    @staticmethod
    def resolve_name(web_form: WebForm) -> str:
        return web_form.channel.name

    @staticmethod
    def resolve_brand(web_form: WebForm) -> int:
        return web_form.channel.brand_id

    @staticmethod
    def resolve_team(web_form: WebForm) -> int | None:
        return web_form.channel.team_id

    @staticmethod
    def resolve_address(web_form: WebForm) -> str:
        return web_form.channel.address

    @staticmethod
    def resolve_is_active(web_form: WebForm) -> bool:
        return web_form.channel.is_active


class Texts(Schema):
    title: Line = ""
    intro: Words = ""


class WebFormChange(Schema):
    name: Line = unset()
    team: Id | None = unset()
    address: Line = unset()
    is_active: bool = unset()
    texts: dict[str, Texts] = unset()
    asks_name: AskedWord = unset()
    asks_subject: AskedWord = unset()
    takes_files: bool = unset()
    origins: list[Line] = unset()
    link_days: int = unset()


class NewWebForm(WebFormChange):
    model_config = ConfigDict(json_schema_extra={"example": {"name": "문의 양식", "brand": 1}})
    name: Line
    brand: Id


@router.read("/forms", Page[WebFormOut], scope="staff:read", summary="List web forms")
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The pages on which customers write to your brands."""
    return paged(_seen(caller(request)), "id", paging=paging)


@router.read("/forms/{id}", WebFormOut, scope="staff:read", summary="Show a web form")
def show(request: HttpRequest, id: Id) -> WebForm:
    """One form, with its public address and the line that embeds it."""
    found: WebForm = get_object_or_404(_seen(caller(request)), pk=id)
    return found


@router.write("POST", "/forms", {201: WebFormOut}, scope="staff:write", summary="Create a web form")
def create(request: HttpRequest, data: NewWebForm) -> Status[WebForm]:
    """Administrators. Without ``address`` it is made of the brand's name."""
    member = caller_who_can(request, Power.COMPANY)
    usual = {"is_active": True, "asks_name": "optional", "asks_subject": "optional",
             "takes_files": True, "link_days": 7}  # fmt: skip
    given = _filled({**usual, **data.dict(exclude_unset=True)})
    return Status(201, _kept(WebFormForm(given, member=member), member))


@router.write(
    "PATCH", "/forms/{id}", {200: WebFormOut}, scope="staff:write", summary="Change a web form"
)
def change(request: HttpRequest, id: Id, data: WebFormChange) -> WebForm:
    """Administrators. Only what you send changes, ``texts`` as a whole; the brand stays."""
    web_form = get_object_or_404(_seen(caller(request)), pk=id)
    member = caller_who_can(request, Power.COMPANY)
    shown = WebFormOut.from_orm(web_form).dict()
    given = _filled({**shown, **data.dict(exclude_unset=True)})
    return _kept(WebFormForm(given, instance=web_form, member=member), member)


def _seen(member: Member) -> Any:
    return WebForm.objects.visible_to(member).select_related("channel__brand")


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    """Return the answers of the page's form: origins a line each, texts a field each."""
    texts = {
        f"{name}_{language}": words
        for language, own in (data.pop("texts", None) or {}).items()
        for name, words in own.items()
    }
    return {**data, **texts, "origins": "\n".join(data.get("origins") or [])}


def _kept(form: WebFormForm, member: Member) -> WebForm:
    require_valid(form)
    return form.save_by(member)
