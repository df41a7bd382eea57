"""The bell, reading what it tells, and choosing what one is told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maru.staff.members.access import signed_in
from maru.staff.members.models import Member
from maru.staff.members.views.me import me
from maru.support.notifications.models import Notification
from maru.support.notifications.notification import NotificationQuerySet, unread_count
from maru.support.notifications.push.views import push_context
from maru.support.notifications.reason import Reason, Way
from maru.support.notifications.sounding import is_heard
from maru.support.notifications.wish import Wishes, choose, wishes_of


@signed_in
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """Show the number on the rail once more, after something happened."""
    context = {
        "news": unread_count(me(request)),
        "key": "notifications",
        "live": "notifications:bell",
    }
    return render(request, "ui/_rail_count.html", context)


@signed_in
@require_safe
def sound(request: HttpRequest) -> HttpResponse:
    """Say whether a page that was just told of something is to make a sound: 200, else 204."""
    return HttpResponse(status=200 if is_heard(me(request), timezone.now()) else 204)


@signed_in
@require_http_methods(["POST", "DELETE"])
def unread(request: HttpRequest, pk: int) -> HttpResponse:
    """POST makes a line unread again, DELETE read: everything that its ticket has to tell."""
    rows = _of_line(me(request), pk)
    if request.method == "DELETE" or "undo" in request.POST:
        rows.mark_read()
    else:
        rows.mark_unread()
    return _back(request)


@signed_in
@require_POST
def all_read(request: HttpRequest) -> HttpResponse:
    count = Notification.objects.filter(member=me(request)).mark_read()
    text = ngettext("%(num)s notification is read.", "%(num)s notifications are read.", count)
    messages.success(request, text % {"num": count})
    return redirect("desk:notifications")


@signed_in
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Show and save what a member is told, and in which ways."""
    member = me(request)
    if request.method == "POST":
        asked = {
            reason: {way: f"{reason}-{way}" in request.POST for way in Way.values}
            for reason in Reason.values
        }
        choose(member, asked)
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:wishes")
    wanted: Wishes = wishes_of([member.pk])[member.pk]
    grid = [(reason, label, wanted[reason]) for reason, label in Reason.choices]
    context = {"grid": grid, "ways": Way.choices, "member": member}
    context |= push_context(request, member)
    return render(request, "notifications/wishes.html", context)


def _of_line(member: Member, pk: int) -> NotificationQuerySet:
    """Return all of the line that the notification ``pk`` stands in. Raises Http404."""
    rows = Notification.objects.visible_to(member)
    one = get_object_or_404(rows, pk=pk)
    return rows.filter(ticket=one.ticket_id) if one.ticket_id else rows.filter(pk=pk)


def _back(request: HttpRequest) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(status=204)
    return HttpResponseRedirect(reverse("desk:notifications"))
