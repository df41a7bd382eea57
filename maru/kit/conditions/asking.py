from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

ME = "me"  # as a value: whoever asks


@dataclass(frozen=True)
class Asking:
    """When a condition is asked, and by whom: one moment for all rows it is asked of."""

    now: datetime = field(default_factory=timezone.now)  # aware
    me: int | None = None  # id of the member; None: nobody is "me"
    # What a kind of field has found out for this moment, so that it asks but once.
    kept: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    @property
    def today(self) -> date:
        """The day that it is in the current time zone."""
        return timezone.localdate(self.now)
