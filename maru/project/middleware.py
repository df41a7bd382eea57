from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from maru.kit.api.sentences import sentence_for
from maru.kit.database.full import is_full
from maru.project.forwarding import client_of, is_trusted, note_unbelieved

Answer = Callable[[HttpRequest], HttpResponse]


def keep_nothing(get_response: Answer) -> Answer:
    """Have no cache and no browser keep a page, unless its view says otherwise.

    Whoever sits down at a shared desk must not find customers by the back button.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


def client_address(get_response: Answer) -> Answer:
    """Believe X-Forwarded-For and -Proto from the configured proxies only (S16)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded_for = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if is_trusted(peer):
            request.META["REMOTE_ADDR"] = client_of(peer, forwarded_for)
            if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
                request.META["wsgi.url_scheme"] = "https"
        elif forwarded_for:
            note_unbelieved(peer)
        return get_response(request)

    return middleware


class FullDisk:
    """A full disk is a refusal in words, not a failure (D9): what was typed goes again later."""

    def __init__(self, get_response: Answer) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not is_full(error):
            return None
        return render(request, "507.html", {"message": sentence_for(507)[1]}, status=507)
