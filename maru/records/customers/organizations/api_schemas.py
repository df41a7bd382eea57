"""What an organization looks like in the API, and what it takes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.fields import Id, Line, Paging, storable, unset
from maru.kit.fields.telling import plain_values
from maru.records.customers.models import Organization

EXAMPLE: dict[str, Any] = {
    "id": 3, "brand": 1, "name": "한결상사", "domains": ["hangyeol.example"],
    "note": "세금계산서는 매달 말일", "is_active": True, "fields": {"계약": "연간"},
    "created_at": "2026-11-22T09:00:00Z", "updated_at": "2026-11-22T09:00:00Z",
}  # fmt: skip
_NEW = ("brand", "name", "domains", "note")
Name = Annotated[Line, Field(min_length=1, max_length=200)]
Note = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(storable)]
_DOMAINS = ("What stands behind the @. Whoever writes from there, and is proven to, joins by "
            "themselves; a domain that all share, such as gmail.com, is refused.")  # fmt: skip


class OrganizationOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})
    id: int
    brand: int = Field(alias="brand_id", serialization_alias="brand")
    name: str
    domains: list[str]
    note: str = Field(description="For colleagues alone.")
    is_active: bool = Field(
        description="One that is not takes nobody in by its domains, and is not offered any more."
    )
    fields: dict[str, Any] = Field(
        description="The company's own fields by their key (GET /fields); null where nothing is "
        "said."
    )
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_fields(organization: Organization) -> dict[str, Any]:
        return plain_values(organization)

    @staticmethod
    def resolve_domains(organization: Organization) -> list[str]:
        return organization.domain_names


class NewOrganization(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {key: EXAMPLE[key] for key in _NEW}})
    brand: Id
    name: Name
    domains: list[Line] = Field([], max_length=100, description=_DOMAINS)
    note: Note = ""
    is_active: bool = True
    fields: dict[Line, Any] = Field({}, max_length=200, description="Custom fields by their key.")


class OrganizationChange(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"domains": ["hangyeol.example"]}})
    name: Name = unset()
    domains: list[Line] = Field(default_factory=list, max_length=100, description="All of them.")
    note: Note = unset()
    is_active: bool = unset()
    fields: dict[Line, Any] = Field(
        default_factory=dict, max_length=200,
        description="Custom fields by their key; null empties one. What is not named stays.",
    )  # fmt: skip


class OrganizationFilter(Paging):
    q: Line | None = Field(None, description="Part of a name or of a mail domain.")
    brand: Id | None = Field(None, description="The organizations of this brand of yours alone.")
    domain: Line | None = Field(None, description="A whole mail domain.")
    is_active: bool | None = None
