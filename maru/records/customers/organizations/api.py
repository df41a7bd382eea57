"""/organizations: whom customers belong to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query, Status

from maru.kit.api.errors import ApiError
from maru.kit.api.fields import Id, Page
from maru.kit.api.paging import paged
from maru.kit.api.routes import Routes
from maru.kit.fields.reading import load
from maru.records.customers.filling import fill_as_told
from maru.records.customers.models import Domain, Organization
from maru.records.customers.organizations.api_schemas import (
    NewOrganization,
    OrganizationChange,
    OrganizationFilter,
    OrganizationOut,
)
from maru.records.customers.organizations.editing import add_organization, remove, revise
from maru.records.customers.organizations.mail_domains import BadDomain, listed, through_dns
from maru.staff.company.models import Brand
from maru.staff.members.calling import caller, caller_who_can
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

router = Routes()


def seen_by(member: Member) -> QuerySet[Organization]:
    """Return the organizations that ``member`` may see, loaded as the API shows them."""
    return Organization.objects.visible_to(member).prefetch_related("domains")


@router.read(
    "/organizations", Page[OrganizationOut], scope="customers:read",
    summary="List organizations", fails=(422,),
)  # fmt: skip
def index(request: HttpRequest, asked: Query[OrganizationFilter]) -> dict[str, Any]:
    """The organizations of your brands, by name. Their people: ``GET /customers?organization=``."""
    rows = Organization.objects.visible_to(caller(request))
    if asked.q:
        rows = rows.called(asked.q)
    if asked.brand is not None:
        rows = rows.filter(brand=asked.brand)
    if asked.domain:
        named = Domain.objects.filter(name=through_dns(asked.domain.lower().removeprefix("@")))
        rows = rows.filter(pk__in=named.values("organization"))
    if asked.is_active is not None:
        rows = rows.filter(is_active=asked.is_active)
    page = paged(rows.prefetch_related("domains"), "name", "id", paging=asked)
    load(page["items"])
    return page


@router.read(
    "/organizations/{id}", OrganizationOut, scope="customers:read", summary="Show an organization"
)
def show(request: HttpRequest, id: Id) -> Organization:
    """One organization with its mail domains."""
    return get_object_or_404(seen_by(caller(request)), pk=id)


@router.write(
    "POST", "/organizations", {201: OrganizationOut},
    scope="customers:write", summary="Create an organization",
)  # fmt: skip
def create(request: HttpRequest, data: NewOrganization) -> Status[Organization]:
    """Who is known already joins by a domain with their next proven mail, or by
    ``PATCH /customers/{id}``."""
    member = caller_who_can(request, Power.CHANGE)
    asked = data.dict()
    brand = Brand.objects.filter(pk=asked.pop("brand"), pk__in=member.brand_ids).first()
    if brand is None:
        raise _wrong("brand", _("You work for no such brand."))
    try:
        asked["domains"] = listed(asked["domains"])
        fields = asked.pop("fields")
        made = add_organization(brand, asked.pop("name"), by=member, **asked)
        fill_as_told(made, fields, by=member)
        return Status(201, get_object_or_404(seen_by(member), pk=made.pk))
    except BadDomain as why:
        raise _wrong("domains", str(why)) from None


@router.write(
    "PATCH", "/organizations/{id}", {200: OrganizationOut},
    scope="customers:write", summary="Change an organization",
)  # fmt: skip
def change(request: HttpRequest, id: Id, data: OrganizationChange) -> Organization:
    """Only what you send changes; ``domains`` are all of them."""
    member, found = _member_and(request, id)
    asked = data.dict(exclude_unset=True)
    try:
        if "domains" in asked:
            asked["domains"] = listed(asked["domains"])
        fill_as_told(found, asked.pop("fields", {}), by=member)
        revise(found, by=member, **asked)
    except BadDomain as why:
        raise _wrong("domains", str(why)) from None
    return get_object_or_404(seen_by(member), pk=id)


@router.write(
    "DELETE", "/organizations/{id}", {204: None},
    scope="customers:write", summary="Remove an organization",
)  # fmt: skip
def delete(request: HttpRequest, id: Id) -> Status[None]:
    """Its people stay, without an organization; its history stays, too. Needs a team lead."""
    member, found = _member_and(request, id)
    if not member.can(Power.RESCUE):
        raise PermissionDenied
    remove(found, by=member)
    return Status(204, None)


def _member_and(request: HttpRequest, pk: int) -> tuple[Member, Organization]:
    # First whether it exists for them, then what they may do: a stranger learns nothing.
    found = get_object_or_404(Organization.objects.visible_to(caller(request)), pk=pk)
    return caller_who_can(request, Power.CHANGE), found


def _wrong(field: str, message: str) -> ApiError:
    return ApiError(422, "invalid", message, fields={field: message})
