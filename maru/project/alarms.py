"""What must hold of the machine (D18)."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from maru.kit.jobs.consumer import is_at_work
from maru.project import health
from maru.project.checks.disk import FEW
from maru.staff.alarms.conditions import Facts, condition


@condition(
    "worker",
    _("the worker"),
    _("The worker does not run: mail is taken in, but not opened and not sent."),
    advice=_("Start Maru's worker again on the machine; its log says why it ended."),
)
def worker() -> Facts | None:
    # Where a worker asks, one works, however late its sign of life on a busy machine.
    return None if is_at_work() or health.is_working() else {}


@condition(
    "disk",
    _("room on the disk"),
    _("Only %(gb)s GB are free on the disk of MARU_HOME."),
    advice=_("Make room, or move MARU_HOME to a larger disk. Mail is refused when it is full."),
)
def disk() -> Facts | None:
    free = shutil.disk_usage(settings.HOME).free
    return {"gb": round(free / 1e9, 1)} if free < FEW else None
