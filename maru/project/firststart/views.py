from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from maru.kit.throttling.throttle import Throttle
from maru.project.firststart.forms import SetUpForm
from maru.project.firststart.founding import found
from maru.project.firststart.token import is_setup_token
from maru.staff.company.models import Company
from maru.staff.company.time_zones import COMMON
from maru.staff.members.access import open_to_all
from maru.staff.members.throttle import client_address, locked_out

GUESSES = Throttle("setup", limit=30, window=timedelta(minutes=15))


@open_to_all("Before the set-up there is nobody who could sign in, and nothing to see.")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Say where the link to the set-up is: on the screen of whoever started Maru."""
    if Company.here() is not None:
        return redirect("/")
    return render(request, "firststart/waiting.html", status=200)


@open_to_all("The token printed at the start is the key; the page closes with the first company.")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    if GUESSES.wait(client_address(request)):
        return locked_out(request)
    if not is_setup_token(token):
        GUESSES.count(client_address(request), token)
        raise Http404
    if Company.here() is not None:
        return redirect("/")
    form = SetUpForm(request.POST or None, initial={"language": translation.get_language()})
    if request.method == "POST" and form.is_valid():
        member = found(form.cleaned_data)
        if member is not None:
            login(request, member, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("/")
    context = {"form": form, "time_zones": COMMON}
    return render(request, "firststart/setup.html", context, status=422 if form.is_bound else 200)
