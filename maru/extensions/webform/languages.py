from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from maru.staff.company.models import Brand


def language_for(request: HttpRequest, brand: Brand) -> str:
    """Return what to speak: ?lang=, else what the browser asks for first, else the brand's."""
    known = dict(settings.LANGUAGES)
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    for wanted in [request.GET.get("lang", "").lower(), *(code for code, _quality in accepted)]:
        if (short := wanted.partition("-")[0]) in known:
            return short
    return brand.language
