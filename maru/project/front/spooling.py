from __future__ import annotations

import asyncio
import tempfile
import time

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from maru.kit.api.sentences import sentence_for

IN_MEMORY = 1_000_000  # bytes; more goes to a temporary file
SLOWEST = 2_000  # bytes a second, after the first seconds
GRACE = 15.0  # seconds before the rate counts
CHUNK = 1 << 18


class Spooled:
    """Takes in the whole request before a page thread sees it.

    Four stalled uploads would otherwise hold four page threads for as long as
    the senders like. Too large: 413; too slow: 408; disk full: 507.
    """

    def __init__(self, app: ASGIApp, *, largest: int | None = None, grace: float = GRACE) -> None:
        self._app, self._grace = app, grace
        # Files go with words around them.
        self._largest = largest or settings.MAIL_MAX_BYTES + 1_000_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            refusal = await self._take_in(receive, body)
            if refusal == 0:
                return  # the client left
            if refusal is not None:
                await _in_words(refusal, scope)(scope, receive, send)
                return
            body.seek(0)

            async def replay() -> Message:
                chunk = body.read(CHUNK)
                return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

            await self._app(scope, replay, send)

    async def _take_in(
        self, receive: Receive, body: tempfile.SpooledTemporaryFile[bytes]
    ) -> int | None:
        """Read the request; return None, a status to refuse it with, 0 if nobody waits."""
        started, size = time.monotonic(), 0
        while True:
            try:
                message = await asyncio.wait_for(receive(), timeout=self._grace)
            except TimeoutError:
                return 408
            if message["type"] == "http.disconnect":
                return 0
            chunk = message.get("body", b"")
            size += len(chunk)
            if size > self._largest:
                return 413
            try:
                body.write(chunk)
            except OSError:
                return 507
            if not message.get("more_body"):
                return None
            elapsed = time.monotonic() - started
            if elapsed > self._grace and size / elapsed < SLOWEST:
                return 408


def _in_words(status: int, scope: Scope) -> Response:
    """Return a refusal as Django's side would word it, in the browser's language."""
    request = Request(scope)
    first = request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()
    with translation.override("en" if first.lower().startswith("en") else settings.LANGUAGE_CODE):
        code, message = sentence_for(status)
        if request.url.path.startswith("/api/"):
            error = {"code": code, "message": message, "fields": {}}
            return JSONResponse({"error": error}, status)
        return HTMLResponse(render_to_string("507.html", {"message": message}), status)
