"""What one is told: who mentioned one, what one was given, what was said in one's tickets."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from maru.staff.journal.models import AccessRecord
from maru.staff.members.access import LARGEST, signed_in
from maru.staff.members.models import Member
from maru.staff.members.views.me import me
from maru.support.notifications.lines import lines_of
from maru.support.notifications.models import Notification
from maru.support.notifications.notification import unread_count
from maru.surfaces.desk.settled import look

ROWS = 200  # notifications of one page; those of one ticket are one line


class ListForm(forms.Form):
    unread = forms.BooleanField(required=False)
    before = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)


@signed_in
@require_safe
def notifications(request: HttpRequest) -> HttpResponse:
    """Show the newest notifications, or those before ``?before=``."""
    live_after, _last = look(request)
    member, form = me(request), ListForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {"unread": False, "before": None}
    rows = Notification.objects.visible_to(member)
    rows = rows.unread() if asked["unread"] else rows
    rows = rows.filter(pk__lt=asked["before"]) if asked["before"] else rows
    newest = list(rows.order_by("-id")[: ROWS + 1])
    shown = newest[:ROWS]
    lines = lines_of(shown, member)
    older = {"before": shown[-1].pk} | ({"unread": 1} if asked["unread"] else {}) if shown else {}
    context = {
        "lines": lines,
        "older": f"?{urlencode(older)}" if len(newest) > ROWS else "",
        "live_after": live_after,
        "is_unread_only": asked["unread"],
    }
    wrote = {line.lead.message.customer_id for line in lines if line.lead.message}
    if wrote - {None}:
        AccessRecord.note(request, "list", by=member, customers=wrote)
    is_part = "X-Maru-Live" in request.headers
    return render(request, f"desk/{'_' * is_part}notifications.html", context)


def unread_for(request: HttpRequest) -> int:
    member = getattr(request, "user", None)
    return unread_count(member) if isinstance(member, Member) else 0
