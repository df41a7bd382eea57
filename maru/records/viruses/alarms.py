"""A scanner that is away holds files back: somebody hears of it (D18)."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.records.viruses.models import Scan
from maru.staff.alarms.conditions import Facts, condition

LATE = timedelta(minutes=4)  # so that it is told within five


@condition(
    "virus_scanner",
    _("the virus scanner"),
    _("%(n)s files wait for the virus scanner, the oldest for %(minutes)s minutes."),
    advice=_(
        "Start clamd again, or look at MARU_CLAMD; “maru check” says what it answers. Then the "
        "files are checked by themselves."
    ),
)
def unchecked() -> Facts | None:
    if not settings.CLAMD:
        return None
    now = timezone.now()
    late = Scan.objects.waiting().filter(created_at__lt=now - LATE)
    oldest = late.order_by("created_at").values_list("created_at", flat=True).first()
    if oldest is None:
        return None
    return {"n": late.count(), "minutes": int((now - oldest).total_seconds() // 60)}
