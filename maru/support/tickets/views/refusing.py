"""Whatever is done to a ticket that was merged meanwhile is answered with where to go on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from maru.support.tickets.merging.refused import Merged
from maru.support.tickets.views.asking import refused


class TellMerged:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Merged):
            return None
        return refused(request, error.ticket, error.words, status=error.status)
