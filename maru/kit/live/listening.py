from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

WAITING = 100  # messages; a browser further behind looks at everything instead
SLOWEST = 10.0  # seconds for one message
# Seconds of silence: a browser cannot see pings, so a line that died while the laptop slept
# looks open to it. It begins anew when it hears nothing for longer than this.
SILENCE = 20.0

# Why a line ends. The browser comes back by itself but for the first, and asks for what it missed.
SIGNED_OUT, AGAIN = 4401, 1012
EVERYTHING = "everything"


class Listening:
    """One open socket of one session, and what waits to be sent to it."""

    def __init__(self, socket: WebSocket, session: str, after: int | None = None) -> None:
        """``after`` is the ``standing`` of the page, or what the last news said; None: nothing."""
        self.socket, self.session, self.after = socket, session, after
        self._is_greeted = False
        self._waiting: asyncio.Queue[str] = asyncio.Queue(WAITING)
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def tell(self, after: int, verb: str, ticket: int | None = None) -> None:
        """Have it sent. Who does not keep up is told to look at everything in place of all that.

        ``after`` is what it asks for when it comes back: the id up to which it has been told all.
        """
        after = after if self._is_greeted else self.after or 0  # what it missed is still to come
        if self._waiting.full():
            while not self._waiting.empty():
                self._waiting.get_nowait()
            verb, ticket = EVERYTHING, None
        self._waiting.put_nowait(_written(verb, after=after, ticket=ticket))

    def greet(self, after: int, verb: str = "hello") -> None:
        """Say that all it missed up to ``after`` has been told."""
        self._is_greeted = True
        self.tell(after, verb)

    def let_go(self, code: int) -> None:
        if not self._end.done():
            self._end.set_result(code)

    async def hold(self) -> None:
        """Send what is told until the browser leaves or is let go."""
        tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._until_left())]
        try:
            ends: list[asyncio.Future[Any]] = [*tasks, self._end]
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await self.socket.close(self._end.result() if self._end.done() else 1000)
            self._end.cancel()

    async def _send(self) -> None:
        while True:
            try:
                text = await asyncio.wait_for(self._waiting.get(), SILENCE)
            except TimeoutError:
                text = _written("silence")
            await asyncio.wait_for(self.socket.send_text(text), SLOWEST)

    async def _until_left(self) -> None:
        # What a browser says means nothing here; only that it is gone.
        while (await self.socket.receive())["type"] != "websocket.disconnect":
            pass


def _written(verb: str, *, after: int = 0, ticket: int | None = None) -> str:
    return json.dumps({"verb": verb, "after": after, "ticket": ticket})
