"""What is wrong now, and what was in the last weeks."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from maru.staff.alarms.conditions import conditions, mended_at, page_of
from maru.staff.alarms.models import Alarm
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me

KEPT = timedelta(days=30)
SHOWN = 200
PAGES = {
    "outbox": "console:mailbox",
    "quarantine": "console:quarantine",
    "form_links": "console:quarantine",
    "mailbox": "console:mailboxes",
    "hook": "console:addresses",
    "outlet": "console:teams",
    "webhook": "console:webhooks",
    "auto_answers": "console:auto_answers",
    "rules_broken": "console:rules",
    "rules_halted": "console:rules",
    "backup_failed": "console:backups",
    "backup_old": "console:backups",
}


@needs(Power.COMPANY, Power.RESCUE)
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    seen = Alarm.objects.visible_to(me(request)).order_by("-id")
    rows = [(alarm, page_of(alarm.name)) for alarm in seen.open()]
    over = seen.exclude(pk__in=seen.open()).filter(raised_at__gte=timezone.now() - KEPT)[:SHOWN]
    watched = [each for each in conditions.values() if me(request).can(each.power)]
    context = {"rows": rows, "over": over, "watched": [each.watched for each in watched]}
    return render(request, "console/alarms.html", context)


def open_alarms(request: HttpRequest) -> int:
    """Return how many alarms of the member are open."""
    if not isinstance(request.user, Member):
        return 0
    return Alarm.objects.visible_to(request.user).open().count()


def say_where() -> None:
    """Tell the alarms which pages of the settings mend them."""
    for name, url_name in PAGES.items():
        mended_at(name, url_name)


urlpatterns = [path("alarms/", alarms, name="alarms")]
