from __future__ import annotations

from typing import Any

from maru.staff.members.tests.routes import Thing, things
from maru.support.tasks.adding import add_tasks
from maru.support.tickets.tests.routes import hanging_on


@things("tasks")
def tasks(case: Any) -> list[Thing]:
    """One of each ticket."""
    return hanging_on(
        case, lambda t: (t.tasks.first() or add_tasks(t, ["확인"], by=case.jisu)[0]).pk
    )
