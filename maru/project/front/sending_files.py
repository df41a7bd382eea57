from __future__ import annotations

from pathlib import Path

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-maru-send-file"
CHUNK = 1 << 17


class SendsFiles:
    """A page answers with X-Maru-Send-File: the path; the bytes are sent here, outside its thread.

    The view has already asked who may see the file. The header never leaves
    this process.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: Path | None = None

        async def catch(message: Message) -> None:
            nonlocal path
            if message["type"] == "http.response.start":
                headers = [(k, v) for k, v in message["headers"] if k.lower() != HEADER]
                named = [v for k, v in message["headers"] if k.lower() == HEADER]
                if named:
                    path = Path(named[0].decode())
                    headers = [(k, v) for k, v in headers if k.lower() != b"content-length"]
                    headers.append((b"content-length", str(path.stat().st_size).encode()))
                await send({**message, "headers": headers})
            elif path is None:
                await send(message)

        await self._app(scope, receive, catch)
        if path is not None:
            await _send(path, send, is_head=scope["method"] == "HEAD")


async def _send(path: Path, send: Send, *, is_head: bool) -> None:
    if not is_head:
        async with await anyio.open_file(path, "rb") as file:
            while chunk := await file.read(CHUNK):
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
    await send({"type": "http.response.body", "body": b""})
