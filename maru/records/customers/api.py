"""/customers and their contact points."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.fields.reading import load
from maru.records.customers.api_schemas import (
    CustomerChange,
    CustomerFilter,
    CustomerOut,
    NewContactPoint,
    NewCustomer,
)
from maru.records.customers.contact_point import ContactKind
from maru.records.customers.editing import (
    AddressTaken,
    add_contact_point,
    edit,
    make_first,
    remove_contact_point,
)
from maru.records.customers.filling import fill_as_told
from maru.records.customers.models import ContactPoint, Customer, Organization
from maru.records.customers.organizations.placing import place
from maru.records.customers.recognition import normal, recognise
from maru.staff.company.models import Brand
from maru.staff.journal.models import AccessRecord
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()


def seen_by(member: Member) -> QuerySet[Customer]:
    """Return the customers that ``member`` may see, loaded as the API shows them."""
    return Customer.objects.visible_to(member).prefetch_related("contact_points")


def shown(request: HttpRequest, number: int) -> Customer:
    """Return one customer, and write down that their data was read. Raises Http404."""
    member = caller(request)
    customer = get_object_or_404(seen_by(member), pk=number)
    AccessRecord.note(request, "api", by=member, customers=[customer.pk], subject_id=customer.pk)
    return customer


@router.read(
    "/customers", Page[CustomerOut], scope="customers:read", summary="List customers", fails=(422,)
)
def index(request: HttpRequest, asked: Query[CustomerFilter]) -> dict[str, Any]:
    """The customers of your brands, the newest first."""
    member = caller(request)
    rows = seen_by(member)
    if asked.brand is not None:
        rows = rows.filter(brand=asked.brand)
    if asked.organization is not None:
        rows = rows.filter(organization=asked.organization)
    if asked.q:
        reached = ContactPoint.objects.filter(value__iexact=asked.q).values("customer_id")
        rows = rows.filter(Q(name__icontains=asked.q) | Q(pk__in=reached))
    for kind in (ContactKind.EMAIL, ContactKind.PHONE):
        if given := getattr(asked, kind):
            known = ContactPoint.objects.filter(kind=kind, value=_address(kind, given))
            rows = rows.filter(pk__in=known.values("customer_id"))
    page = paged(rows, "-id", paging=asked)
    load(page["items"])
    AccessRecord.note(request, "api", by=member, customers=[c.pk for c in page["items"]])
    return page


@router.read("/customers/{id}", CustomerOut, scope="customers:read", summary="Show a customer")
def show(request: HttpRequest, id: Id) -> Customer:
    """One customer with every address and number that reaches them."""
    return shown(request, id)


@router.write(
    "POST", "/customers", {201: CustomerOut, 200: CustomerOut},
    scope="customers:write", summary="Create a customer",
)  # fmt: skip
def create(request: HttpRequest, data: NewCustomer) -> Status[Customer]:
    """201 for a new customer; 200 with the one whom the address already leads to in this brand.

    Name, language, note and fields of a known customer stay as they are. Give an
    e-mail address, a phone number, or both.
    """
    member = caller_who_can(request, Power.REPLY)
    kind, value = _first_address(data)
    brand = Brand.objects.filter(pk=data.brand, pk__in=member.brand_ids).first()
    if brand is None:
        raise _wrong("brand", _("You work for no such brand."))
    known = ContactPoint.objects.filter(brand=brand, kind=kind, value=value).exists()
    customer = recognise(kind, value, brand=brand, name=data.name, language=data.language)
    if not known:
        if data.note:
            edit(customer, by=member, note=data.note)
        if data.email and data.phone:
            _add(customer, ContactKind.PHONE, data.phone, member)
        fill_as_told(customer, data.fields, by=member)
    return Status(200 if known else 201, shown(request, customer.pk))


@router.write(
    "PATCH", "/customers/{id}", {200: CustomerOut},
    scope="customers:write", summary="Change a customer",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: CustomerChange) -> Customer:
    """Only what you send changes: name, language, note, organization, fields."""
    member = caller_who_can(request, Power.CHANGE)
    customer = get_object_or_404(Customer.objects.visible_to(member), pk=id)
    asked = data.dict(exclude_unset=True)
    with transaction.atomic():
        if "organization" in asked:
            place(customer, _organization(asked.pop("organization"), customer, member), by=member)
        fill_as_told(customer, asked.pop("fields", {}), by=member)
        edit(customer, by=member, **asked)
    return shown(request, id)


@router.write(
    "POST", "/customers/{id}/contact-points", {201: CustomerOut},
    scope="customers:write", summary="Add an address or number", fails=(409,),
)  # fmt: skip
def reach(request: HttpRequest, id: Id, data: NewContactPoint) -> Status[Customer]:
    """409 when it already leads to another customer of the same brand."""
    member = caller_who_can(request, Power.CHANGE)
    with transaction.atomic():
        customer = get_object_or_404(Customer.objects.visible_to(member), pk=id)
        _add(customer, data.kind, data.value, member)
    return Status(201, shown(request, id))


@router.write(
    "POST", "/customers/{id}/contact-points/{point}/first", {200: CustomerOut},
    scope="customers:write", summary="Reach a customer here first",
)  # fmt: skip
def reach_first(request: HttpRequest, id: Id, point: Id) -> Customer:
    """Of its kind: answers go to the first e-mail address. Doing it twice changes nothing."""
    member = caller_who_can(request, Power.CHANGE)
    customer = get_object_or_404(Customer.objects.visible_to(member), pk=id)
    make_first(get_object_or_404(customer.contact_points, pk=point), by=member)
    return shown(request, id)


@router.write(
    "DELETE", "/customers/{id}/contact-points/{point}", {200: CustomerOut},
    scope="customers:write", summary="Take an address or number away",
)  # fmt: skip
def unreach(request: HttpRequest, id: Id, point: Id) -> Customer:
    """What was written from there stays where it is."""
    member = caller_who_can(request, Power.CHANGE)
    customer = get_object_or_404(Customer.objects.visible_to(member), pk=id)
    remove_contact_point(get_object_or_404(customer.contact_points, pk=point), by=member)
    return shown(request, id)


def _organization(pk: int | None, customer: Customer, member: Member) -> Organization | None:
    if pk is None:
        return None
    rows = Organization.objects.visible_to(member).filter(brand=customer.brand_id)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise _wrong("organization", _("The brand of this customer has no such organization."))
    return found


def _first_address(data: NewCustomer) -> tuple[str, str]:
    if data.email:
        return ContactKind.EMAIL, _address(ContactKind.EMAIL, data.email)
    if data.phone:
        return ContactKind.PHONE, _address(ContactKind.PHONE, data.phone)
    raise _wrong("email", _("An e-mail address or a phone number is needed."))


def _address(kind: str, value: str) -> str:
    try:
        return normal(kind, value)
    except ValueError:
        message = (
            _("This is not an e-mail address.")
            if kind == ContactKind.EMAIL
            else _("This is not a phone number.")
        )
        raise _wrong(str(kind), message) from None


def _add(customer: Customer, kind: str, value: str, member: Member) -> None:
    try:
        add_contact_point(customer, kind, _address(kind, value), by=member)
    except AddressTaken:
        message = _("This address already leads to another customer.")
        raise ApiError(409, "address_taken", message, fields={"value": message}) from None


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
