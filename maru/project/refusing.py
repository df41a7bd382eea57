"""What cannot be done is refused in words: a full disk (D9), a database that is away (D10)."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation
from django.views.defaults import server_error

from maru.kit.api.sentences import sentence_for
from maru.kit.database.away import is_away
from maru.kit.database.full import is_full

SOON = 5  # seconds after which a program may ask again


class Refusing:
    """Says in words what a view met, so that what was typed goes again later, and that an
    address is none to open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(error)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for what was raised before a view was reached: who asks is read from the database."""
    error = sys.exc_info()[1]
    with translation.override(translation.get_language_from_request(request)):
        return (error and refusal(error)) or server_error(request)


def refusal(error: BaseException) -> HttpResponse | None:
    """Return the page that says why; None for what is a fault of our own."""
    status = 507 if is_full(error) else 503 if is_away(error) else None
    if status is None:
        return None
    # Without the request: what stands around a page is in the database.
    page = render(None, "507.html", {"message": sentence_for(status)[1]}, status=status)
    page.headers["Retry-After"] = str(SOON)
    return page
