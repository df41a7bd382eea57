"""Each request to Django: one line in the log, one observation, a name in X-Request-Id."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from maru.kit.logs.circumstances import by_member, in_request
from maru.kit.logs.discretion import route_of

log = logging.getLogger(__name__)

DURATION = Histogram(
    "maru_request_seconds", "Requests in the server, by view.", ["view", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)  # fmt: skip
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def tell_requests(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[..., HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with in_request() as name:
            response = get_response(request)
            response.headers["X-Request-Id"] = name
            by_member(_member(request))
            _tell(request, response.status_code, time.perf_counter() - began)
        return response

    return middleware


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    match = request.resolver_match
    method = request.method if request.method in METHODS else "OTHER"
    view = match.view_name if match else "none"
    DURATION.labels(view, method, f"{status // 100}xx").observe(seconds)
    ms = round(seconds * 1_000, 1)
    route = route_of(request)
    # Numbers name rows; a word in an address may be a token, in a query a customer's.
    numbers = {k: v for k, v in (match.kwargs if match else {}).items() if isinstance(v, int)}
    words = " ".join(f"{key}={value}" for key, value in numbers.items())
    log.info(
        "%s %s%s %s in %s ms", method, route, f" {words}" if words else "", status, ms,
        extra={"method": method, "route": route, "status": status, "ms": ms},
    )  # fmt: skip


def _member(request: HttpRequest) -> int | None:
    """Return the member's number if somebody asked for it already; asking would cost a query."""
    token = getattr(request, "auth", None)
    known = getattr(token, "member_id", None) or getattr(
        getattr(request, "_cached_user", None), "pk", None
    )
    return int(known) if known else None
