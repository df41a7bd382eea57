from __future__ import annotations

from datetime import timedelta

from allauth.account.utils import perform_login
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maru.kit.throttling.throttle import Throttle
from maru.staff.members.access import open_to_all
from maru.staff.members.models import Member, SignInLink
from maru.staff.members.throttle import client_address, locked_out

# Whoever came by a link may set a password without knowing the old one.
CAME_BY_LINK = "came_by_link"
GUESSES = Throttle("sign-in-link", limit=30, window=timedelta(minutes=15))


@open_to_all("The link itself is the key; it works once.")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; only pressing it spends the link, because mail scanners open links.

    A direct link, from the terminal, needs no button and asks for no password.
    """
    if GUESSES.wait(client_address(request)):
        return locked_out(request)
    # Looking tells as much as pressing: a wrong link is a guess either way (S15).
    if not SignInLink.is_open(token):
        GUESSES.count(client_address(request), token)
        status = 410 if request.method == "POST" else 200
        return render(request, "members/sign_in_link.html", {"is_good": False}, status=status)
    is_direct = SignInLink.opens_directly(token)
    if request.method == "GET" and not is_direct:
        context = {
            "is_good": True,
            "sets_password": SignInLink.leads_to_password(token),
        }
        return render(request, "members/sign_in_link.html", context)
    sets_password = SignInLink.leads_to_password(token)
    member = authenticate(request, sign_in_link=token)
    if not isinstance(member, Member):
        return render(request, "members/sign_in_link.html", {"is_good": False}, status=410)
    goes_in = is_direct or (member.has_usable_password() and not sets_password)
    onward = "/" if goes_in else reverse("account_change_password")
    # A second step is asked here too: a mailbox in wrong hands is not enough.
    if request.user.is_authenticated:
        logout(request)
    request.session[CAME_BY_LINK] = member.pk
    response: HttpResponse = perform_login(request, member, redirect_url=onward)
    return response
