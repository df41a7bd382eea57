from __future__ import annotations

from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from maru.staff.members.access import open_to_all
from maru.staff.members.models import Member, SignInLink

# Whoever came by a link may set a password without knowing the old one.
CAME_BY_LINK = "came_by_link"


@open_to_all("The link itself is the key; it works once.")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show one button; only pressing it spends the link, because mail scanners open links.

    A direct link, from the terminal, needs no button and asks for no password.
    """
    is_direct = SignInLink.opens_directly(token)
    if request.method == "GET" and not is_direct:
        context = {
            "is_good": SignInLink.is_open(token),
            "sets_password": SignInLink.leads_to_password(token),
        }
        return render(request, "members/sign_in_link.html", context)
    sets_password = SignInLink.leads_to_password(token)
    member = authenticate(request, sign_in_link=token)
    if not isinstance(member, Member):
        return render(request, "members/sign_in_link.html", {"is_good": False}, status=410)
    login(request, member)
    request.session[CAME_BY_LINK] = True
    if is_direct or (member.has_usable_password() and not sets_password):
        return redirect("/")
    return redirect("account_change_password")
