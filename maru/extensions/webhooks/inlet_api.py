"""/inlets: secret addresses at which programs hand something over. An address and a secret are
given once, when they are made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Schema, Status
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.extensions.webhooks.arrival import Arrival
from maru.extensions.webhooks.inlet import Inlet
from maru.extensions.webhooks.inlet_form import LINES, InletForm
from maru.extensions.webhooks.mapping import LONGEST
from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Line, Page, Paging, storable, unset
from maru.kit.api.forms import require_valid
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.roles import Power
from maru.support.tickets.models import Ticket

router = Routes()

Path = Annotated[str, StringConstraints(max_length=LONGEST), AfterValidator(storable)]
DoesWord = Literal["opens", "adds"]
StateWord = Literal["waiting", "done", "failed", "refused"]

MAPPING: dict[str, Any] = {
    "ident": "id", "email": "data.customer.email", "customer_name": "data.customer.name",
    "subject": "주문 {{data.order.id}} 문제", "body": "data.memo",
    "fields": {"order_number": "data.order.id"},
}  # fmt: skip
EXAMPLE: dict[str, Any] = {
    "id": 3, "name": "쇼핑몰", "brand": 1, "does": "opens", "mapping": MAPPING,
    "is_signed": True, "is_on": True, "member": 2,
}  # fmt: skip
ARRIVAL: dict[str, Any] = {
    "id": 9, "ident": "evt_1", "state": "done", "status": 202, "trouble": "", "message": "",
    "ticket": 7, "came_at": "2026-11-30T09:00:00Z", "done_at": "2026-11-30T09:00:01Z",
}  # fmt: skip


class Mapping(Schema):
    """A path into what comes each, such as data.customer.email, or a text with paths in {{}}."""

    model_config = ConfigDict(json_schema_extra={"example": MAPPING})
    ident: Path = Field("", description="What the same thing is known again by.")
    email: Path = Field("", description="Of the customer. With «opens».")
    customer_name: Path = ""
    subject: Path = Field("", description="With «opens».")
    body: Path = Field("", description="What the customer says. With «opens».")
    find: Path = Field("", description="The ticket's number, or what «find_by» says. With «adds».")
    find_by: Path = Field("", description="The key of a field of yours, no path. With «adds».")
    note: Path = Field("", description="An internal note. With «adds».")
    priority: Path = Field("", description="Leads to low, normal, high or urgent.")
    kind: Path = Field("", description="Leads to question, problem or request.")
    tags: Path = Field("", description="Leads to a list, or words with commas.")
    fields: dict[str, Path] = Field({}, description="By key of fields of yours.")


class InletOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    name: str
    brand: int
    does: DoesWord = Field(description="opens a ticket, or adds to one.")
    mapping: dict[str, Any]
    is_signed: bool
    is_on: bool
    member: int = Field(description="Who saved it last: it may what they may.")


class NewInletOut(InletOut):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                **EXAMPLE, "address": "https://help.onnuri.example/in/k3x…/",
                "secret": "whsec_bWFydQ==",
            }
        }
    )  # fmt: skip
    address: str = Field(description="Where it is sent to. Given this once.")
    secret: str = Field(description="What it is signed with; empty: not signed. Given this once.")


class NewInlet(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {"name": "쇼핑몰", "brand": 1, "does": "opens", "mapping": MAPPING}
        }
    )
    name: Line
    brand: Id
    does: DoesWord = "opens"
    mapping: Mapping
    is_signed: bool = False


class InletChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"is_on": False}})
    name: Line = unset()
    brand: Id = unset()
    does: DoesWord = unset()
    mapping: Mapping = unset()
    is_signed: bool = unset()
    is_on: bool = unset()


class AddressOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"address": "https://help.onnuri.example/in/k3x…/"}}
    )
    address: str


class InletSecretOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"secret": "whsec_bWFydQ=="}})
    secret: str


class ArrivalOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": ARRIVAL})
    id: int
    ident: str = Field(description="What it is known again by; empty: nothing.")
    state: StateWord
    status: int = Field(description="Of HTTP: what was answered.")
    trouble: str
    message: str = Field(description="What is wrong, for people.")
    ticket: int | None
    came_at: datetime
    done_at: datetime | None

    @staticmethod
    def resolve_ident(arrival: Arrival) -> str:
        return arrival.said_ident

    @staticmethod
    def resolve_message(arrival: Arrival) -> str:
        return arrival.words


class WholeArrivalOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {**ARRIVAL, "body": "{}"}})
    arrival: ArrivalOut
    body: str | None = Field(
        description="What came; null where it became a ticket that you do not see."
    )


class Asking(Paging):
    state: StateWord | None = None


@router.read("/inlets", Page[InletOut], scope="staff:read", summary="List inlets", fails=(422,))
def index(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Addresses at which programs hand something over. Administrators."""
    page = paged(Inlet.objects.visible_to(caller(request)), "id", paging=paging)
    return {**page, "items": [_told(each) for each in page["items"]]}


@router.read("/inlets/{id}", InletOut, scope="staff:read", summary="Show an inlet")
def show(request: HttpRequest, id: Id) -> dict[str, Any]:
    """Without its address and secret."""
    return _told(_mine(request, id))


@router.write("POST", "/inlets", {201: NewInletOut}, scope="staff:write", summary="Make an inlet")
def create(request: HttpRequest, data: NewInlet) -> Status[dict[str, Any]]:
    """Its address and secret are in the answer, and nowhere else afterwards. Administrators."""
    by = caller_who_can(request, Power.COMPANY)
    form = InletForm(_as_form(data.dict()), by=by)
    _require_valid(form)
    saved = form.save_by(by)
    shown = {"address": form.new_address, "secret": form.new_secret}
    return Status(201, {**_told(saved), **shown})


@router.write(
    "PATCH", "/inlets/{id}", {200: InletOut}, scope="staff:write", summary="Change an inlet"
)
def change(request: HttpRequest, id: Id, data: InletChange) -> dict[str, Any]:
    """Only what you send changes; a mapping as a whole. From then on it may what you may. Where it
    is to be signed for the first time, make its secret."""
    by, found = caller(request), _mine(request, id)
    asked = data.dict(exclude_unset=True)
    is_on = asked.pop("is_on", None)
    if asked:
        kept = {"name": found.name, "brand": found.brand_id, "does": found.does,
                "mapping": found.mapping, "is_signed": found.is_signed}  # fmt: skip
        form = InletForm(_as_form({**kept, **asked}), by=by, instance=found)
        _require_valid(form)
        form.save_by(by)
    if is_on is not None:
        found.switch(is_on, by=by)
    return _told(_mine(request, id))


@router.write(
    "DELETE", "/inlets/{id}", {204: None}, scope="staff:write", summary="Remove an inlet"
)  # fmt: skip
def remove(request: HttpRequest, id: Id) -> Status[None]:
    """Its log goes along; what it made of it stays."""
    _mine(request, id).remove(by=caller(request))
    return Status(204, None)


@router.write(
    "POST", "/inlets/{id}/address", {201: AddressOut}, scope="staff:write",
    summary="Make a new address of an inlet",
)  # fmt: skip
def new_address(request: HttpRequest, id: Id) -> Status[dict[str, str]]:
    """The one of before is good for a day more."""
    return Status(201, {"address": _mine(request, id).renew("address", by=caller(request))})


@router.write(
    "POST", "/inlets/{id}/secret", {201: InletSecretOut}, scope="staff:write",
    summary="Make a new secret of an inlet",
)  # fmt: skip
def new_secret(request: HttpRequest, id: Id) -> Status[dict[str, str]]:
    """What is signed with the one of before is taken for a day more."""
    return Status(201, {"secret": _mine(request, id).renew("secret", by=caller(request))})


@router.read(
    "/inlets/{id}/arrivals", Page[ArrivalOut], scope="staff:read",
    summary="Show what came to an inlet", fails=(422,),
)  # fmt: skip
def arrivals(request: HttpRequest, id: Id, paging: Query[Asking]) -> dict[str, Any]:
    """The latest first, with what became of it; kept for two weeks."""
    rows = _mine(request, id).arrivals.defer("body")
    if paging.state:
        rows = rows.filter(state=paging.state)
    return paged(rows, "-id", paging=paging)


@router.read(
    "/inlets/{id}/arrivals/{arrival_id}", WholeArrivalOut, scope="staff:read",
    summary="Show one thing that came to an inlet",
)  # fmt: skip
def arrival(request: HttpRequest, id: Id, arrival_id: Id) -> dict[str, Any]:
    """With what came, where you may see the ticket that it became."""
    by = caller(request)
    row = _arrival(request, id, arrival_id)
    may_read = row.may_be_read(by)
    if may_read and row.ticket:
        customers = Ticket.objects.filter(pk=row.ticket).values_list("requester", flat=True)
        AccessRecord.note(request, "api", by=by, customers=customers, subject_id=row.pk)
    return {"arrival": row, "body": row.body if may_read else None}


@router.write(
    "POST", "/inlets/{id}/arrivals/{arrival_id}/repetition", {200: ArrivalOut},
    scope="staff:write", summary="Work off once more what came to an inlet", fails=(409,),
)  # fmt: skip
def repeat(request: HttpRequest, id: Id, arrival_id: Id) -> Arrival:
    """By the mapping of now. 409 while it waits, once it is done or has come again, and where
    nothing of it was kept."""
    if not _arrival(request, id, arrival_id).repeat(by=caller(request)):
        raise ApiError(409, "done", "It waits, is done, has come again or is not kept.")
    return _arrival(request, id, arrival_id)


def _mine(request: HttpRequest, id: int) -> Inlet:
    found: Inlet = get_object_or_404(Inlet.objects.visible_to(caller(request)), pk=id)
    return found


def _arrival(request: HttpRequest, id: int, arrival_id: int) -> Arrival:
    rows = Arrival.objects.select_related("inlet")
    return get_object_or_404(rows, inlet=_mine(request, id), pk=arrival_id)


def _as_form(asked: dict[str, Any]) -> dict[str, Any]:
    said = dict(asked.pop("mapping"))
    lines = said.pop("fields", {}).items()
    return {**asked, **said, "fields_": "\n".join(f"{key} = {path}" for key, path in lines)}


def _require_valid(form: InletForm) -> None:
    renamed = {name: f"mapping.{name}" for name in (*LINES, "find_by")}
    require_valid(form, renamed={**renamed, "fields_": "mapping.fields"})


def _told(inlet: Inlet) -> dict[str, Any]:
    return {
        "id": inlet.pk, "name": inlet.name, "brand": inlet.brand_id, "does": inlet.does,
        "mapping": inlet.mapping, "is_signed": inlet.is_signed, "is_on": inlet.is_on,
        "member": inlet.member_id,
    }  # fmt: skip
