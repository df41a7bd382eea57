"""What the demo company promises."""

from __future__ import annotations

from django.db import transaction

from maru.project.demo.telling import read
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.support.savedviews.models import SavedView
from maru.support.servicelevels.models import Recount, ServiceLevel, Touched
from maru.support.servicelevels.winding import hold, wind
from maru.support.tickets.models import Ticket


def promise(by: Member) -> None:
    """Make its levels, and work out how its tickets stand to them; nobody is called for that."""
    with transaction.atomic():
        for place, row in enumerate(read("levels.toml")["level"], start=1):
            level = ServiceLevel.objects.create(place=place, **row)
            Event.record("servicelevel.added", level, by=by, after=level.told)
        numbers = Ticket.objects.order_by("pk").values_list("pk", flat=True)
        wind(hold(list(numbers)), quietly=True)
        SavedView.make(
            by=by, member=None, team_id=None, name="약속 시간 급한 문의", sort="promised", group="",
            columns=["customer", "status", "priority", "assignee", "promised"],
            conditions={"any": [
                {"field": "promised", "op": "late"},
                {"field": "promised", "op": "within_next", "value": 24 * 60},
            ]},
        )  # fmt: skip
        Recount.objects.all().delete()
        Touched.objects.all().delete()
