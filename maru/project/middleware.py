from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

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
    trusted = [ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES]

    def is_trusted(address: str) -> bool:
        try:
            return any(ip_address(address) in network for network in trusted)
        except ValueError:
            return False

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_trusted(request.META.get("REMOTE_ADDR", "")):
            hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
            # From the right: what a proxy of ours saw; further left is anybody's claim.
            for hop in reversed([h.strip() for h in hops if h.strip()]):
                request.META["REMOTE_ADDR"] = hop
                if not is_trusted(hop):
                    break
            if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
                request.META["wsgi.url_scheme"] = "https"
        return get_response(request)

    return middleware
