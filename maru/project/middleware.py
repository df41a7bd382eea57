from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
