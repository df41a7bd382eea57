"""What an API tells of a webhook, whichever noun it belongs to."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict, Field

from maru.kit.webhooks.telling import Outcome
from maru.kit.webhooks.trouble import in_words


class SecretOut(Schema):
    model_config = ConfigDict(json_schema_extra={"example": {"secret": "whsec_bWFydQ=="}})
    secret: str


class TriedOut(Schema):
    model_config = ConfigDict(
        json_schema_extra={"example": {"works": True, "trouble": "", "message": "", "status": 200}}
    )
    works: bool
    trouble: str
    message: str = Field(description="What is wrong and how to mend it, for people.")
    status: int | None = Field(description="Of HTTP; null: there was no answer.")

    @classmethod
    def of(cls, outcome: Outcome) -> TriedOut:
        wrong = outcome.trouble
        return cls(works=not wrong, trouble=wrong, message=in_words(wrong), status=outcome.status)
