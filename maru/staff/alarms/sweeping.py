"""A sweep that does not run, or fails each time, does nothing in silence (D18)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from maru.kit.jobs.lateness import late
from maru.kit.jobs.sweeps import sweeps
from maru.staff.alarms.conditions import Facts, condition


@condition(
    "sweep",
    _("regular work"),
    _("%(n)s kinds of work are not being done: %(who)s."),
    advice=_("Look into the log of the worker, and start it again."),
)
def not_running() -> Facts | None:
    known = list(sweeps())
    names = [sweep.name for sweep in known if late(sweep)]
    if not names or len(names) == len(known):
        return None  # when nothing runs at all, another alarm says so
    return {"n": len(names), "who": ", ".join(sorted(names)[:5])}
