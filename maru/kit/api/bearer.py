"""Who calls: a bearer token, its scopes, and the brake on guessing. Sessions are not asked."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from ninja.security import HttpBearer

from maru.kit.api.errors import ApiError, error_for
from maru.kit.api.registry import Key, find_key
from maru.kit.throttling.throttle import Throttle

GUESSES = Throttle("api-token", limit=30, window=timedelta(minutes=15))


class Bearer(HttpBearer):
    """Lets in whoever has a token with ``scope``; any token when it is empty."""

    def __init__(self, scope: str = "") -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Key:
        key = key_of(request)
        if self.scope and self.scope not in key.scopes:
            raise ApiError(
                403, "scope_missing",
                _("This token lacks the scope %(scope)s.") % {"scope": self.scope},
                headers={"WWW-Authenticate": f'Bearer scope="{self.scope}"'},
            )  # fmt: skip
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Key:
        return key_of(request)


def key_of(request: HttpRequest) -> Key:
    """Return the key of the request's token, looked up once a request.

    Raises ApiError 401 without or with a wrong token, and 429 when this
    address has guessed too often: then a right token is refused as well,
    for an answer would tell the guesser that it is right. Costs two queries.
    """
    known: Key | None = getattr(request, "_api_key", None)
    if known is None:
        known = _identify(request)
        known.used()
        request._api_key = known  # type: ignore[attr-defined]
    return known


def _identify(request: HttpRequest) -> Key:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()[:200]
    if scheme.lower() != "bearer" or not token:
        raise _unknown()
    address = request.META.get("REMOTE_ADDR", "")
    if seconds := GUESSES.wait(address):
        raise _wait(seconds)
    key = find_key(token)
    if key is None:
        GUESSES.count(address, token)
        raise _unknown()
    return key


def _unknown() -> ApiError:
    error = error_for(401)
    error.headers["WWW-Authenticate"] = 'Bearer realm="Maru"'
    return error


def _wait(seconds: int) -> ApiError:
    minutes = -(-seconds // 60)
    message = ngettext(
        "Too many wrong tokens came from this address. Try again in %(n)s minute.",
        "Too many wrong tokens came from this address. Try again in %(n)s minutes.",
        minutes,
    )
    return ApiError(
        429, "too_many_guesses", message % {"n": minutes}, headers={"Retry-After": str(seconds)}
    )
