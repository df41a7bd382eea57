from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation


def speak_language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Show each page in the member's own language and time zone; else in the browser's language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        member = request.user if request.user.is_authenticated else None
        language = member.language if member else translation.get_language_from_request(request)
        with (
            translation.override(language),
            timezone.override(ZoneInfo(member.time_zone) if member else None),
        ):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware
