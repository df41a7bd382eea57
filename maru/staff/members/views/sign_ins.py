from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import signed_in
from maru.staff.members.models import SignIn
from maru.staff.members.views.me import me


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def sign_ins(request: HttpRequest) -> HttpResponse:
    """List where one is signed in. POST signs out everywhere but here."""
    if request.method == "POST":
        me(request).end_sign_ins(but=SignIn.id_of(request))
        messages.success(request, _("You are signed out everywhere else."))
        return redirect("members:sign_ins")
    context = {
        "sign_ins": me(request).sign_ins.filter(ended_at=None),
        "this_one": SignIn.id_of(request),
    }
    return render(request, "members/sign_ins.html", context)


@signed_in
@require_http_methods(["DELETE"])
def sign_in(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """Sign out one browser; it learns so at its next question."""
    found = get_object_or_404(me(request).sign_ins.filter(ended_at=None), pk=sign_in_id)
    found.end()
    return HttpResponse()
