from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from maru.kit.throttling.throttle import Throttle
from maru.staff.members.access import open_to_all
from maru.staff.members.forms.joining import JoiningForm
from maru.staff.members.models import Invitation
from maru.staff.members.throttle import client_address, locked_out

GUESSES = Throttle("invitation", limit=30, window=timedelta(minutes=15))
DOOR = "allauth.account.auth_backends.AuthenticationBackend"


@open_to_all("The invitation's link is the key; it works once.")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody invited in, once they said their name and chose a password."""
    if GUESSES.wait(client_address(request)):
        return locked_out(request)
    invitation = Invitation.of(token)
    if invitation is None:
        GUESSES.count(client_address(request), token)
        return _gone(request)
    form = JoiningForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        member = invitation.accept(**form.cleaned_data)
        if member is None:
            return _gone(request)
        login(request, member, backend=DOOR)  # the session gets a new key (S16)
        return redirect("/" if form.cleaned_data["password"] else "mfa_add_webauthn")
    context = {"form": form, "invitation": invitation}
    return render(request, "members/join.html", context, status=422 if form.is_bound else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "members/join_gone.html", status=410)
