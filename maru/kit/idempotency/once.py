import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from maru.kit.idempotency.models import IdempotencyKey
from maru.kit.jobs import sweep

KEPT = timedelta(hours=48)


class KeyReused(Exception):
    """The same Idempotency-Key came with another request."""


def once(owner: str, request: HttpRequest, write: Callable[[], HttpResponse]) -> HttpResponse:
    """Do ``write`` at most once per Idempotency-Key of ``owner`` and give its response again.

    The key and what was written commit together. Two requests at once: the
    second waits for the first one's commit at the unique index. A response of
    500 and above is not kept, so that the client may try again. Raises
    KeyReused when the key came with other contents.
    """
    key = request.headers.get("Idempotency-Key", "")[:200]
    if not key:
        return write()
    contents = f"{request.method} {request.get_full_path()}\n".encode() + request.body
    request_hash = hashlib.sha256(contents).hexdigest()
    try:
        with transaction.atomic():
            row = IdempotencyKey.objects.create(owner=owner, key=key, request=request_hash)
            response = write()
            if response.status_code >= 400:
                # Nothing was written: forget the key together with the attempt.
                raise _Refused(response)
            row.status, row.response = response.status_code, response.content.decode()
            row.save(update_fields=["status", "response"])
            return response
    except _Refused as refused:
        return refused.response
    except IntegrityError:
        earlier = IdempotencyKey.objects.filter(owner=owner, key=key).first()
        if earlier is None:
            raise
        if earlier.request != request_hash:
            raise KeyReused from None
        return HttpResponse(
            earlier.response, status=earlier.status, content_type="application/json; charset=utf-8"
        )


class _Refused(Exception):
    def __init__(self, response: HttpResponse) -> None:
        self.response = response


@sweep("idempotency.expiry", every=3600)
def forget_old_keys() -> int:
    IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return 0
