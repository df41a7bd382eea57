"""Types of what comes in: bounded, so that no database ever refuses them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar

from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

LARGEST = 2**63 - 1  # bigint
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def storable(text: str) -> str:
    """Return ``text``; raises ValueError when a database cannot keep it."""
    # PostgreSQL keeps no NUL; half a surrogate pair is no text at all.
    if "\x00" in text:
        raise ValueError(_("This holds a character that cannot be stored."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError(_("This holds a character that cannot be stored.")) from None
    return text


def _sane(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError(_("A time between the years 1970 and 9000."))
    return moment


Id = Annotated[int, Field(ge=1, le=LARGEST)]
Moment = Annotated[AwareDatetime, AfterValidator(_sane)]

_stripped = StringConstraints(strip_whitespace=True, max_length=200)
Line = Annotated[str, _stripped, AfterValidator(storable)]
Words = Annotated[str, StringConstraints(max_length=200_000), AfterValidator(storable)]

# The values of a row in the order of its list, signed: the longest name takes some 2,000.
Cursor = Annotated[str, StringConstraints(max_length=4_000), AfterValidator(storable)]

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """A part of a list. ``next`` is the cursor of the following part, null at the end."""

    items: list[Item]
    next: str | None = Field(description="Pass it as ?cursor= for the next page; null at the end.")


class Paging(Schema):
    cursor: Cursor | None = Field(None, description="The «next» of the page before.")
    limit: int = Field(50, ge=1, le=200, description="How many at most.")


def unset() -> Any:
    """Return a field that may be left out but, unlike ``None``, not be null."""
    return Field(default_factory=lambda: None)
