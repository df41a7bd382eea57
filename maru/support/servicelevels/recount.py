from __future__ import annotations

from collections.abc import Collection

from django.db import models

from maru.kit.database.leases import AT_ONCE, Leased
from maru.kit.jobs import bell
from maru.staff.journal.models import Event

SUBJECTS = {"calendar", "servicelevel"}


class Recount(Leased):
    """A rule or a calendar has changed: all tickets that are not done are worked out anew, those
    after ``reached`` still are to be."""

    reached = models.BigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    @classmethod
    def note(cls, events: Collection[Event]) -> None:
        """Have everything worked out anew that these events change; written with them."""
        if any(is_change(event) for event in events):
            cls.objects.create(due_at=AT_ONCE)
            bell.ring("servicelevels.recount")


def is_change(event: Event) -> bool:
    if event.subject_kind == "brand":
        return "calendar" in (event.after or {})
    return event.subject_kind in SUBJECTS
