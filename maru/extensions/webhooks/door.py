"""Where programs hand something over: stored first, then answered (D1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from maru.extensions.webhooks.arrival import Arrival, ArrivalState, trouble_in_words
from maru.extensions.webhooks.asking import asked, parsed
from maru.extensions.webhooks.inlet import Inlet
from maru.extensions.webhooks.mapping import Unmapped, as_text, at
from maru.kit.database.leases import AT_ONCE
from maru.kit.jobs import bell
from maru.kit.text.storable import storable
from maru.kit.throttling.throttle import Throttle
from maru.kit.webhooks.signing import Unproven, prove
from maru.staff.members.access import open_to_all
from maru.staff.members.throttle import client_address

LARGEST = 256 * 1024  # bytes
GUESSES = Throttle("inlet", limit=20, window=timedelta(hours=1))
IDENTS = ("webhook-id", "idempotency-key")
UNPROVEN = {401, 403, 413}
LOGGED = 200  # of those an hour: whoever has an address shall not fill the disk by it


class _Refused(Exception):
    def __init__(self, status: int, code: str, detail: str = "", ident: str = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail, self.ident = status, code, detail, ident


@csrf_exempt  # no browser comes here, and no cookie counts
@open_to_all("the address is a secret of 192 bits, and what is signed is checked")
@require_POST
def inlet(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one thing. 202 once it is safe, 200 if it came before; 400, 401, 403, 413, 422 with
    what is wrong, kept in the log; 503 not stored: come again."""
    address = client_address(request)
    if GUESSES.wait(address):
        return HttpResponse(status=429)
    found = Inlet.objects.of(token)
    if found is None:
        GUESSES.count(address, token)
        raise Http404
    body = request.read(LARGEST + 1)
    try:
        try:
            return _taken(found, request, body)
        except _Refused as why:
            return _refused(found, body, why)
    except DatabaseError:
        return HttpResponse(status=503, headers={"Retry-After": "60"})


def _taken(found: Inlet, request: HttpRequest, body: bytes) -> HttpResponse:
    if not found.is_on:
        raise _Refused(403, "off")
    if len(body) > LARGEST:
        raise _Refused(413, "too_large")
    if found.is_signed:
        try:
            prove(body, request.headers, secrets=found.secrets, now=timezone.now())
        except Unproven as why:
            raise _Refused(401, why.code) from None
    try:
        text = body.decode()
        told = parsed(text)
    except (UnicodeDecodeError, Unmapped):
        raise _Refused(400, "not_json", ident=_ident(found, request, {})) from None
    ident = _ident(found, request, told)
    try:
        asked(found, told)
    except Unmapped as why:
        raise _Refused(422, why.code, why.detail, ident) from None
    fresh = {"body": text, "said_ident": ident, "due_at": AT_ONCE}
    if ident:
        row, is_new = Arrival.objects.get_or_create(inlet=found, ident=ident, defaults=fresh)
    else:
        row, is_new = Arrival.objects.create(inlet=found, **fresh), True
    if is_new:
        bell.ring("programs.arrivals")
    return JsonResponse({"id": row.pk, "known": not is_new}, status=202 if is_new else 200)


def _ident(found: Inlet, request: HttpRequest, told: dict[str, Any]) -> str:
    """Return what it is known again by; "" for nothing."""
    path = found.mapping.get("ident", "")
    said = as_text(at(told, path)) if path else ""
    said = said or next((request.headers[n] for n in IDENTS if request.headers.get(n)), "")
    return storable(said, 200).strip()


def _refused(found: Inlet, body: bytes, why: _Refused) -> HttpResponse:
    # Who has not proved who they are leaves no bytes that somebody could have worked off.
    kept = b"" if why.status in UNPROVEN else body
    words = trouble_in_words(why.code, why.detail)
    answer = JsonResponse({"error": {"code": why.code, "message": words}}, status=why.status)
    if why.status in UNPROVEN and _is_logged_enough(found):
        return answer
    Arrival.objects.create(
        inlet=found, said_ident=why.ident, body=storable(kept.decode(errors="replace"), LARGEST),
        state=ArrivalState.REFUSED, status=why.status, trouble=why.code,
        detail=storable(why.detail, 300), done_at=timezone.now(),
    )  # fmt: skip
    return answer


def _is_logged_enough(found: Inlet) -> bool:
    hour = timezone.now() - timedelta(hours=1)
    rows = found.arrivals.filter(came_at__gt=hour, status__in=UNPROVEN)
    return rows[:LOGGED].count() == LOGGED
