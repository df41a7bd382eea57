"""What channels, envelopes and deliveries look like in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from maru.kit.api.fields import Id, Paging, storable
from maru.records.channels.models import Delivery, Envelope

EnvelopeStateWord = Literal["received", "opened", "quarantined", "discarded", "unconfirmed"]
DeliveryStateWord = Literal["queued", "sending", "sent", "failed", "unknown"]


class ChannelRef(Schema):
    id: int
    address: str


class EnvelopeOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 41, "channel": {"id": 1, "address": "support@onnuri.example"},
                "state": "opened", "reason": "", "detail": "", "size": 4312,
                "sha256": "9f86d081...",
                "received_at": "2026-11-22T09:00:00Z", "opened_at": "2026-11-22T09:00:01Z",
                "message": 88, "ticket": 7, "expires_at": None, "erased_at": None,
            }
        }
    )  # fmt: skip
    id: int
    channel: ChannelRef
    state: EnvelopeStateWord
    reason: str = Field(description="Why it was set aside.")
    detail: str
    size: int = Field(description="Bytes of the raw mail.")
    sha256: str = Field(description="Of the raw bytes as they came.")
    received_at: datetime
    opened_at: datetime | None
    message: int | None = Field(None, description="The message it became.")
    ticket: int | None = Field(None, description="The number of that message's ticket.")
    expires_at: datetime | None = Field(
        None, description="Until when its link confirms what a form sent; null once it is let in."
    )
    erased_at: datetime | None = Field(
        None, description="When it is erased unless somebody lets it in; null: it is kept."
    )

    @staticmethod
    def resolve_message(envelope: Envelope) -> int | None:
        outcome = getattr(envelope, "outcome", None)
        return outcome.message if outcome else None

    @staticmethod
    def resolve_ticket(envelope: Envelope) -> int | None:
        outcome = getattr(envelope, "outcome", None)
        return outcome.ticket if outcome else None

    @staticmethod
    def resolve_expires_at(envelope: Envelope) -> datetime | None:
        terms = getattr(envelope, "terms", None)
        return terms.expires_at if terms else None

    @staticmethod
    def resolve_erased_at(envelope: Envelope) -> datetime | None:
        terms = getattr(envelope, "terms", None)
        return terms.erased_at if terms else None


class EnvelopeFilter(Paging):
    state: EnvelopeStateWord | None = None
    channel: Id | None = None


Reason = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(storable),
]


class Discarding(Schema):
    reason: Reason = Field(description="Why nothing shall become of it.")


class DeliveryOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": 9, "channel": {"id": 1, "address": "support@onnuri.example"}, "state": "sent",
                "subject": "Re: 환불", "recipients": ["haneul@example.com"],
                "message_id": "t7.x@onnuri.example", "via": "smtp.example.com:587", "error": "",
                "error_in_words": "",
                "attempts": 1, "created_at": "2026-11-22T09:00:00Z",
                "sent_at": "2026-11-22T09:00:02Z", "delayed_at": None,
                "delivered_at": "2026-11-22T09:00:05Z", "read_at": None, "bounced_at": None,
                "complained_at": None,
            }
        }
    )  # fmt: skip
    id: int
    channel: ChannelRef | None
    state: DeliveryStateWord
    subject: str
    recipients: list[str]
    message_id: str
    via: str = Field(description="The relay that took it.")
    error: str
    error_in_words: str = Field(description="What Maru itself kept it back for; empty: others did.")
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    delayed_at: datetime | None = Field(description="When a server first told that it still tries.")
    delivered_at: datetime | None = Field(description="When a server told that it arrived.")
    read_at: datetime | None = Field(
        description="When the recipient's program told that they saw it."
    )
    bounced_at: datetime | None = Field(description="When it came back for good.")
    complained_at: datetime | None = Field(description="When the recipient called it spam.")

    @staticmethod
    def resolve_error_in_words(delivery: Delivery) -> str:
        return delivery.own_words


class DeliveryFilter(Paging):
    state: DeliveryStateWord | None = None
