"""What a browser may make ready before somebody opens it: the ticket whose row they look at
(0360, 0364).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from maru.staff.members.access import signed_in

# assets/ts/fetch-ahead.ts marks the one link.
MARKED = {
    "source": "document",
    "where": {"selector_matches": "a[data-ahead]"},
    "eagerness": "immediate",
}
# Where it may not prepare a page (little memory, an older browser), it still fetches it.
RULES = {"prerender": [MARKED], "prefetch": [MARKED]}
AN_HOUR = 3600
P = ParamSpec("P")


@signed_in
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say in the browser's language which links it prepares ahead. A page of its own, because the
    content policy lets no page carry such rules in itself."""
    response = HttpResponse(json.dumps(RULES), content_type="application/speculationrules+json")
    response["Cache-Control"] = f"private, max-age={AN_HOUR}"
    return response


def may_fetch_ahead(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Have the browser of who reads this page know the rules. Others than Chromium's do not ask."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if "HX-Request" not in request.headers:
            response["Speculation-Rules"] = f'"{reverse("desk:ahead")}"'
        return response

    return wrapped
