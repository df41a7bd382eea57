import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maru.kit.idempotency.models import IdempotencyKey
from maru.kit.jobs import sweep

KEPT = timedelta(hours=48)
_USABLE = re.compile(r"[!-~]{1,200}")


class KeyReused(Exception):
    """The same Idempotency-Key came with another request."""


class KeyUnusable(Exception):
    """The Idempotency-Key is too long or holds spaces or control characters."""


class _Refused(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def once(owner: str, request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    """Do ``write`` at most once per Idempotency-Key of ``owner`` and give its response again.

    The key and what was written commit together. Two requests at once: the
    second waits for the first one's commit, on SQLite at BEGIN IMMEDIATE, on
    PostgreSQL at the unique index. A response of 400 and above is not kept and
    what it wrote is undone, so that the client may mend it and try again with
    the same key. Raises KeyUnusable, and KeyReused when the key came with
    other contents. Without a key ``write`` simply commits or is undone.
    """
    key = request.headers.get("Idempotency-Key")
    if key is not None and not _USABLE.fullmatch(key):
        raise KeyUnusable
    # An upload is read for it: not while the database is held.
    fingerprint = "" if key is None else _fingerprint(request)
    try:
        with transaction.atomic():
            if key is None:
                return _written(write())
            if response := _earlier(owner, key, fingerprint):
                return response
            return _first(owner, key, fingerprint, write)
    except _Refused as refused:
        return refused.response


def _first(
    owner: str, key: str, fingerprint: str, write: Callable[[], HttpResponse]
) -> HttpResponse:
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(owner=owner, key=key, request=fingerprint)
    except IntegrityError:
        # Somebody else's commit came between the look and the write.
        response = _earlier(owner, key, fingerprint)
        if response is None:
            raise
        return response
    response = _written(write())
    row.status, row.response = response.status_code, response.content.decode()
    row.save(update_fields=["status", "response"])
    return response


def _written(response: HttpResponse) -> HttpResponse:
    if response.status_code >= 400:
        raise _Refused(response)
    return response


def _earlier(owner: str, key: str, fingerprint: str) -> HttpResponse | None:
    earlier = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if earlier is None:
        return None
    if earlier.request != fingerprint:
        raise KeyReused
    return HttpResponse(
        earlier.response,
        status=earlier.status,
        content_type="application/json; charset=utf-8",
        headers={"Idempotent-Replayed": "true"},
    )


def _fingerprint(request: HttpRequest) -> str:
    seen = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        seen.update(request.body)
        return seen.hexdigest()
    # An upload is read as a stream, and its boundary differs each time it is sent.
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            seen.update(f"{name}\n{file.name}\n{file.size}\n".encode())
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    for name in sorted(request.POST):
        seen.update(f"{name}\n{request.POST.getlist(name)}\n".encode())
    return seen.hexdigest()


@sweep("idempotency.expiry", every=3600)
def forget_old_keys() -> int:
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return 0
