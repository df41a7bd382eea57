from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from maru.kit.api.errors import error_for


def speak_json(prefix: str) -> Callable[..., Callable[[HttpRequest], HttpResponse]]:
    """Return a middleware that turns Django's own error pages below ``prefix`` into our errors."""

    def factory(
        get_response: Callable[[HttpRequest], HttpResponse],
    ) -> Callable[[HttpRequest], HttpResponse]:
        def middleware(request: HttpRequest) -> HttpResponse:
            response = get_response(request)
            is_page = not response.headers.get("Content-Type", "").startswith("application/json")
            if response.status_code < 400 or not is_page or not request.path.startswith(prefix):
                return response
            with translation.override(translation.get_language_from_request(request)):
                told = error_for(response.status_code).as_response()
            for name in ("Allow", "Retry-After"):
                if name in response.headers:
                    told.headers[name] = response.headers[name]
            return told

        return middleware

    return factory
