from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Buffered:
    """Lets the page thread go as soon as the page is made, however slowly the client reads.

    Pages are small; what is large is sent by SendsFiles, from disk.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        waiting: asyncio.Queue[Message | None] = asyncio.Queue()

        async def drain() -> None:
            while (message := await waiting.get()) is not None:
                await send(message)

        async def put(message: Message) -> None:
            waiting.put_nowait(message)

        drainer = asyncio.create_task(drain())
        try:
            await self._app(scope, receive, put)
        finally:
            waiting.put_nowait(None)
            await drainer
