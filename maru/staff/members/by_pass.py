"""Views that give out files: found by a pass, never by a session alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation

from maru.kit.throttling.throttle import Throttle
from maru.staff.members.access import Policy, View, with_policy
from maru.staff.members.files_host import is_files_host
from maru.staff.members.models import Member
from maru.staff.members.passes import Pass, is_forged, pass_to, read_pass
from maru.staff.members.throttle import client_address

Gives = Callable[[HttpRequest, Member, Any], HttpResponse]
GUESSES = Throttle("file-pass", limit=30, window=timedelta(minutes=15))
_POLICY = Policy(open_because="The address carries a pass of a member, and ends.")


def by_pass(*, framed: bool = False) -> Callable[[Gives], View]:
    """Have ``view(request, member, what)`` asked only with a pass to it (see ``pass_to``).

    The view asks what ``member`` may see now. Beside the pass the member's own session
    must come along, except where there are no cookies: on the files host, and for
    pictures inside a sandboxed frame (``framed``). A pass that has ended leads its
    member, while signed in, to a fresh one; for all others there is nothing (404).
    """

    def decorate(view: Gives) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, given: str) -> HttpResponseBase:
            name = request.resolver_match.view_name if request.resolver_match else ""
            found = _read(request, given, name)
            lead = _from_files_host if is_files_host(request) else _from_desk
            if address := lead(request, name, found, framed):
                return HttpResponseRedirect(address)
            with translation.override(found.member.language):
                return view(request, found.member, found.what)

        wrapped = with_policy(_POLICY, guarded)
        wrapped.by_pass = True  # type: ignore[attr-defined]
        return wrapped

    return decorate


def files_address(member: Member, name: str, what: Any) -> str:
    """Return where a pass alone opens ``what``: on the files host; "" if there is no such host."""
    if not settings.FILES_ORIGIN:
        return ""
    return str(settings.FILES_ORIGIN) + pass_to(member, name, what, alone=True)


def _read(request: HttpRequest, given: str, name: str) -> Pass:
    """Return what a pass says. Raises Http404 for one that is not ours, and for a guesser (S15)."""
    address = client_address(request)
    if GUESSES.wait(address):
        raise Http404
    found = read_pass(given, name)
    if found is None:
        if is_forged(given, name):
            GUESSES.count(address, given)
        raise Http404
    return found


def _from_files_host(request: HttpRequest, name: str, found: Pass, framed: bool) -> str:
    """Return where else to look, "" for here. Raises Http404."""
    if not found.is_alone:
        raise Http404
    # Only the desk knows who is signed in.
    return "" if found.is_fresh else str(settings.PUBLIC_URL) + request.path


def _from_desk(request: HttpRequest, name: str, found: Pass, framed: bool) -> str:
    """Return where else to look, "" for here. Raises Http404."""
    without_cookies = framed and found.is_alone and found.is_fresh and request.user.is_anonymous
    if request.user != found.member and not without_cookies:
        raise Http404
    if address := files_address(found.member, name, found.what):
        return address
    return "" if found.is_fresh else pass_to(found.member, name, found.what, alone=framed)
