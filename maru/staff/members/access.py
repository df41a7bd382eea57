"""Who may ask for a page. Every view says it; a test fails for one that does not (S8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver

from maru.staff.members.member import Member
from maru.staff.members.roles import Power

View = Callable[..., HttpResponseBase]
LARGEST = 2**63 - 1  # no row has a larger number; SQLite cannot even be asked for one


@dataclass(frozen=True)
class Policy:
    """Who may ask: everybody (and why), the signed-in, or those with one of ``powers``."""

    open_because: str = ""
    powers: tuple[Power, ...] = ()

    @property
    def is_open(self) -> bool:
        return bool(self.open_because)

    def admits(self, member: Member | None) -> bool:
        """Return whether ``member`` (None: nobody signed in) may ask."""
        if self.is_open:
            return True
        if member is None:
            return False
        return not self.powers or any(member.can(power) for power in self.powers)


def with_policy(policy: Policy, view: View) -> View:
    """Return ``view`` guarded by ``policy``; whoever it does not admit finds nothing there (404).

    Who is not signed in never comes this far: the middleware sends them to sign in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        member = request.user if isinstance(request.user, Member) else None
        if not policy.admits(member) or any(_is_too_large(value) for value in kwargs.values()):
            raise Http404
        return view(request, *args, **kwargs)

    guarded.policy = policy  # type: ignore[attr-defined]
    guarded.login_required = not policy.is_open  # type: ignore[attr-defined]
    return guarded


def _is_too_large(value: object) -> bool:
    return isinstance(value, int) and value > LARGEST


def needs(*powers: Power) -> Callable[[View], View]:
    """Admit members with one of ``powers``; for all others the page does not exist."""
    return lambda view: with_policy(Policy(powers=powers), view)


def signed_in(view: View) -> View:
    """Admit every member; what they see is up to ``visible_to``."""
    return with_policy(Policy(), view)


def open_to_all(because: str) -> Callable[[View], View]:
    """Admit everybody, with the reason why that is right."""
    return lambda view: with_policy(Policy(open_because=because), view)


def guard(
    policy: Policy, patterns: list[URLPattern | URLResolver]
) -> list[URLPattern | URLResolver]:
    """Give the routes of somebody else's URL conf (ninja's) a policy, and return them."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            guard(policy, pattern.url_patterns)
        else:
            pattern.callback = with_policy(policy, cast(View, pattern.callback))
    return patterns
