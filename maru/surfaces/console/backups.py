"""The backups: when, how large, whether verified; one now; and the way back, in words."""

from __future__ import annotations

import shutil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maru.staff.backups.backup import place
from maru.staff.backups.checks import can_be_written, is_on_same_disk
from maru.staff.backups.models import Backup
from maru.staff.members.access import needs
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.staff.members.views.me import me

SHOWN = 60


@needs(Power.COMPANY)
@require_http_methods(["GET", "POST"])
def backups(request: HttpRequest) -> HttpResponse:
    """GET: list them. POST: have one made now."""
    folder = place()
    if request.method == "POST":
        if folder is None:
            messages.error(request, _("No folder is set (MARU_BACKUP_DIR)."))
        else:
            Backup.ask(by=me(request))
        return redirect("console:backups")
    context = {
        **_listed(me(request)),
        "root": folder.root if folder else None,
        "is_writable": folder is not None and can_be_written(folder.root),
        "is_same_disk": folder is not None and is_on_same_disk(folder.root),
        "free": _free(str(folder.root)) if folder else None,
        "hour": settings.BACKUP_HOUR,
        "keep": settings.BACKUP_KEEP,
        "weeks": settings.BACKUP_KEEP_WEEKS,
    }
    return render(request, "console/backups.html", context)


@needs(Power.COMPANY)
@require_safe
def backup_rows(request: HttpRequest) -> HttpResponse:
    """Show the list anew while one is being made."""
    return render(request, "console/_backup_rows.html", _listed(me(request)))


def _listed(member: Member) -> dict[str, Any]:
    rows = list(
        Backup.objects.visible_to(member).select_related("asked_by").order_by("-id")[:SHOWN]
    )
    may_ask = place() is not None
    return {
        "rows": rows,
        "is_under_way": any(row.is_under_way for row in rows),
        "may_ask": may_ask,
        "is_nightly": may_ask and settings.BACKUP_HOUR is not None,
    }


def _free(path: str) -> int | None:
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None  # not made yet, or on another machine


urlpatterns = [
    path("backups/", backups, name="backups"),
    path("backups/rows/", backup_rows, name="backup_rows"),
]
