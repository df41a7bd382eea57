from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

from maru.staff.company.models import Company

Answer = Callable[[HttpRequest], HttpResponse]
OPEN = ("/setup/", settings.STATIC_URL)


def set_up_first(get_response: Answer) -> Answer:
    """Lead every page to the set-up until there is a company. With the demo company: unused."""
    if settings.DEMO:
        raise MiddlewareNotUsed
    is_set_up = False

    def middleware(request: HttpRequest) -> HttpResponse:
        nonlocal is_set_up
        if is_set_up or request.path.startswith(OPEN):
            return get_response(request)
        # Once there is one it stays, so the question is asked no more.
        is_set_up = Company.here() is not None
        if is_set_up:
            return get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Maru is not set up yet."}, status=503)
        return redirect("firststart:waiting")

    return middleware
