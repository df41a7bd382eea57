"""Where providers hand over mail: stored first, then answered (D1)."""

from __future__ import annotations

from datetime import timedelta

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from maru.extensions.email.hooks import reading
from maru.extensions.email.hooks.hook import Hook
from maru.extensions.email.hooks.posted import ComeAgain, Forged, Malformed, NotTaken, Post
from maru.extensions.email.hooks.telling import carry_out
from maru.kit.throttling.throttle import Throttle
from maru.records.channels.acceptance import Letter, accept
from maru.staff.members.access import open_to_all
from maru.staff.members.throttle import client_address

ENVELOPE = 1_000_000  # bytes of a post beside its mail; the front takes no more either
EVENT = 1_000_000
GUESSES = Throttle("hook", limit=20, window=timedelta(hours=1))
WHY = "the address is a secret of 192 bits, and what is signed is checked"


@csrf_exempt  # no browser comes here, and no cookie counts
@open_to_all(WHY)
@require_POST
def mime(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one mail. 200 only once it is safe; 403 forged or late, 413 too large, 422 without
    its original, 400 malformed, 503 not stored: come again. Blocks up to 12 s for SNS and a
    minute for S3, so the front lets a few in at once (``turns``)."""
    if GUESSES.wait(client_address(request)):
        return HttpResponse(status=429)
    hook = _hook(request, token)
    body = request.read(settings.MAIL_MAX_BYTES + ENVELOPE + 1)
    if len(body) > settings.MAIL_MAX_BYTES + ENVELOPE:
        return _refused(hook, 413, "too_large")
    try:
        posted = reading.mail(hook, _post(request, body))
    except (Forged, Malformed, NotTaken, ComeAgain) as why:
        return _no(hook, why)
    if posted is None:
        return HttpResponse()
    raw = posted.raw
    if isinstance(raw, bytes):
        if len(raw) > settings.MAIL_MAX_BYTES:
            return _refused(hook, 413, "too_large")
        raw = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    transport = {"by": hook.provider, "mail_from": posted.sender, "rcpt_to": [posted.recipient]}
    try:
        accept([Letter(raw, (hook.channel_id,), transport)])
    except (OSError, DatabaseError):
        return _later()
    hook.note_mail(posted.trouble)
    return HttpResponse()


@csrf_exempt
@open_to_all(WHY)
@require_POST
def events(request: HttpRequest, token: str) -> HttpResponse:
    """Hear what became of a mail; what is of no mail of ours is heard and forgotten."""
    if GUESSES.wait(client_address(request)):
        return HttpResponse(status=429)
    hook = _hook(request, token)
    body = request.read(EVENT + 1)
    if len(body) > EVENT:
        return HttpResponse(status=413)
    try:
        for news in reading.news(hook, _post(request, body)):
            carry_out(hook, news)
    except (Forged, Malformed, NotTaken, ComeAgain) as why:
        return _no(hook, why)
    except (KeyError, ValueError, TypeError, AttributeError):
        return HttpResponse(status=400)
    except (AnymailError, ImproperlyConfigured):  # a mail that came to the address of the events
        return HttpResponse(status=400)
    return HttpResponse()


def _hook(request: HttpRequest, token: str) -> Hook:
    if hook := Hook.objects.of(token):
        return hook
    GUESSES.count(client_address(request), token)
    raise Http404


def _post(request: HttpRequest, body: bytes) -> Post:
    return Post(body, request.headers.get("Content-Type", ""), request.headers)


def _no(hook: Hook, why: Exception) -> HttpResponse:
    if isinstance(why, Forged):
        return _refused(hook, 403, "forged")
    if isinstance(why, NotTaken):
        final = 413 if why.trouble == "too_large" else 422
        return _refused(hook, 503 if why.later else final, why.trouble)
    return _later() if isinstance(why, ComeAgain) else HttpResponse(status=400)


def _later() -> HttpResponse:
    return HttpResponse(status=503, headers={"Retry-After": "60"})  # seconds (D9)


def _refused(hook: Hook, status: int, trouble: str) -> HttpResponse:
    hook.note_trouble(trouble)
    return HttpResponse(status=status)
