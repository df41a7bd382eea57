from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.staff.members.views.me import me
from maru.support.tickets.notices.form import NoticeWishesForm
from maru.support.tickets.notices.wishes import NoticeWishes


@signed_in
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Show and save which mails about tickets a member gets."""
    member = me(request)
    # No box ticked sends no field, and is an answer, too.
    given = request.POST if request.method == "POST" else None
    form = NoticeWishesForm(given, instance=NoticeWishes.of(member))
    if request.method == "POST" and form.is_valid():
        form.save_by(member, noun="notice_wishes")
        messages.success(request, _("Your choice is saved."))
        return redirect("notices:wishes")
    return render(request, "tickets/notice_wishes.html", {"form": form, "member": member})
