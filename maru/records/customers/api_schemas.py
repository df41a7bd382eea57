"""What a customer looks like in the API, and what it takes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.api.fields import Id, Line, Paging, Words, unset
from maru.kit.fields.telling import plain_values
from maru.records.customers.models import ContactPoint, Customer

Kind = Literal["email", "phone"]


class ContactPointOut(Schema):
    id: int
    kind: str
    value: str
    is_first: bool = Field(
        description="Chosen before the others of its kind. Where none is, the oldest counts."
    )


class CustomerOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 12, "name": "김하늘", "language": "ko", "note": "단골 고객",
                "brand": 1, "organization": None, "created_at": "2026-11-22T09:00:00Z",
                "updated_at": "2026-11-22T09:00:00Z",
                "contact_points": [
                    {"id": 20, "kind": "email", "value": "haneul@example.com", "is_first": True}
                ],
                "fields": {"등급": "VIP"},
            }
        }
    )  # fmt: skip
    id: int
    name: str
    language: str
    note: str
    brand: int = Field(
        alias="brand_id",
        serialization_alias="brand",
        description="Id of the brand they are a customer of. Somebody who writes to two brands is "
        "two customers; ?email= or ?phone= on the list finds them at all of yours.",
    )
    organization: int | None = Field(
        alias="organization_id",
        serialization_alias="organization",
        description="Id of the organization they belong to.",
    )
    contact_points: list[ContactPointOut]
    fields: dict[str, Any] = Field(
        description="The company's own fields by their key (GET /fields); null where nothing is "
        "said."
    )
    created_at: datetime
    updated_at: datetime

    @staticmethod
    def resolve_fields(customer: Customer) -> dict[str, Any]:
        return plain_values(customer)

    @staticmethod
    def resolve_contact_points(customer: Customer) -> list[ContactPoint]:
        return list(customer.contact_points.all())


class NewContactPoint(Schema):
    kind: Kind
    value: Line = Field(description="A number without its country is a Korean one.")


class NewCustomer(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"email": "haneul@example.com", "name": "김하늘", "brand": 1}}
    )
    brand: Id = Field(description="The brand they are a customer of.")
    email: Line | None = None
    phone: Line | None = None
    name: Line = ""
    language: Literal["", "ko", "en"] = ""
    note: Words = ""
    fields: dict[Line, Any] = Field({}, max_length=200, description="Custom fields by their key.")


class CustomerChange(Schema):
    name: Line = unset()
    language: Literal["", "ko", "en"] = unset()
    note: Words = unset()
    organization: Id | None = Field(
        None, description="Puts them there by hand, null takes them out: no domain moves them "
        "from then on."
    )  # fmt: skip
    fields: dict[Line, Any] = Field(
        default_factory=dict, max_length=200,
        description="Custom fields by their key; null empties one. What is not named stays.",
    )  # fmt: skip


class CustomerFilter(Paging):
    q: Line | None = Field(None, description="Part of a name, or a whole address or number.")
    brand: Id | None = Field(None, description="The customers of this brand of yours alone.")
    organization: Id | None = Field(None, description="The people of this organization.")
    email: Line | None = Field(None, description="A whole e-mail address.")
    phone: Line | None = Field(None, description="A whole phone number.")
