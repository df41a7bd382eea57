from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.staff.members.views.me import me
from maru.support.tickets.habits.form import HabitsForm
from maru.support.tickets.habits.habits import Habits


@signed_in
@require_http_methods(["GET", "POST"])
def habits(request: HttpRequest) -> HttpResponse:
    """Show and save how a member likes to work."""
    member = me(request)
    # No box ticked sends no field, and is an answer, too.
    given = request.POST if request.method == "POST" else None
    form = HabitsForm(given, instance=Habits.of(member))
    if request.method == "POST" and form.is_valid():
        form.save_by(member, noun="habits")
        messages.success(request, _("Your choice is saved."))
        return redirect("habits:habits")
    return render(request, "tickets/habits.html", {"form": form, "undo_send": settings.UNDO_SEND})
