"""A blob as an answer to a browser or a program: never run, never guessed (S7)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from maru.kit.blobs.store import store


def as_download(sha256: str, name: str, content_type: str) -> HttpResponse:
    """Return an answer that offers the blob for download; the front sends its bytes from disk.

    Raises Http404 when the file is gone. The caller has asked who may see it,
    and names only a type that no browser runs.
    """
    if not store().has(sha256):
        raise Http404
    response = HttpResponse(content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Maru-Send-File"] = str(store().path(sha256))
    return locked(response)


def locked(response: HttpResponse) -> HttpResponse:
    """Return ``response`` with an origin of its own: nothing in it runs, loads or is guessed."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response
