from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

# Parts of paths, and how many of each may hold a page thread at once: a picture
# from outside comes as slowly as its server likes, one of ours takes work to draw, a mail that
# lies in S3 is fetched there.
DRAWN = ("/pass/outside/", "/pass/inside/", "/pass/begun/", "/pass/thumbnail/")
SLOW = {"/hooks/": 4, **dict.fromkeys(DRAWN, 2)}


class TakesTurns:
    """Has what is slow wait outside the page threads: one mail names pictures by the hundred."""

    def __init__(self, app: ASGIApp, slow: dict[str, int] | None = None) -> None:
        self._app = app
        self._turns = {part: asyncio.Semaphore(n) for part, n in (slow or SLOW).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        turn = next((turn for part, turn in self._turns.items() if part in path), None)
        if turn is None:
            await self._app(scope, receive, send)
            return
        async with turn:
            await self._app(scope, receive, send)
