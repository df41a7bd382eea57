"""MARU_FILES_HOST: a second name of this installation, which gives out files and nothing else (S7).

No cookie of the desk reaches it, so whatever a stranger's file might run there finds nothing.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.deprecation import MiddlewareMixin


def is_files_host(request: HttpRequest) -> bool:
    """Return whether ``request`` came to MARU_FILES_HOST. Ports are not compared."""
    if not settings.FILES_ORIGIN:
        return False
    return urlsplit(f"//{request.get_host()}").hostname == urlsplit(settings.FILES_ORIGIN).hostname


class FilesApart(MiddlewareMixin):
    """On the files host only what is given by a pass exists; a 404 there is a bare one."""

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if is_files_host(request) and not hasattr(view, "by_pass"):
            raise Http404
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code >= 400 and is_files_host(request):
            return HttpResponseNotFound(content_type="text/plain")
        return response
