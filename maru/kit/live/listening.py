from __future__ import annotations

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable
from functools import lru_cache
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from maru.kit.live.at_once import begin
from maru.kit.live.seam import News

WAITING = 100  # messages; a browser further behind looks at everything instead
SLOWEST = 10.0  # seconds for one message
ENDING = 1.0  # seconds for the last word to a line that may be stuck
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
        self._greeting = "hello"
        self._caught_up: set[int] = set()  # what it missed, by the ids
        self._early: list[tuple[News, int, bool]] = []  # what happens while it is told that
        self._waiting: deque[str] = deque()
        self._has_waiting = asyncio.Event()
        self._is_held = False  # until then nothing may be sent
        self._rest: Awaitable[None] | None = None  # of what the line did not take at once
        self._clock = asyncio.get_running_loop().time
        self._began: float | None = None  # to send what is not sent yet
        self._said_at = self._clock()
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def catch_up(self, news: News, *, is_named: bool = False) -> None:
        """Tell of something that it missed; in their order, before the greeting."""
        self._caught_up.add(news.id)
        # More of it is still to come: if the line breaks now, it asks for the same again.
        self._say(news.verb, self.after or 0, news.subject, is_named)

    def greet(self, after: int) -> None:
        """Say that all it missed up to ``after`` has been told, and what happened meanwhile."""
        self._is_greeted = True
        self._say(self._greeting, after)
        for news, since, is_named in self._early:
            self.tell(news, since, is_named=is_named)
        self._early = []

    def tell(self, news: News, after: int, *, is_named: bool = False) -> None:
        """Tell of something that happens now: behind what it missed, and once.

        ``is_named``: it is meant for this listener by name. ``after`` is what it asks for when it
        comes back: the id up to which it has been told all.
        """
        if not self._is_greeted:
            self._early.append((news, after, is_named))
        elif news.id in self._caught_up:
            self._caught_up.discard(news.id)
        else:
            self._say(news.verb, after, news.subject, is_named)

    def tell_everything(self, after: int) -> None:
        """Tell it to look at everything in place of all that it was not told."""
        if self._is_greeted:
            self._say(EVERYTHING, after)
        else:
            self._greeting = EVERYTHING

    def settle(self, floor: int) -> None:
        """Hear that nothing up to ``floor`` is told any more."""
        if self._caught_up and max(self._caught_up) <= floor:
            self._caught_up.clear()

    def look_after(self) -> None:
        """Say that the line stands where nothing was said for long; end it where it is stuck.

        Called every second or so. A timer of its own for each message cost more than sending it.
        """
        now = self._clock()
        if self._began is not None:
            if now - self._began > SLOWEST:
                self.let_go(AGAIN)
        elif now - self._said_at > SILENCE:
            self._have_sent(_written("silence"))

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
            with contextlib.suppress(RuntimeError, WebSocketDisconnect, TimeoutError):
                async with asyncio.timeout(ENDING):
                    await self.socket.close(self._end.result() if self._end.done() else 1000)
            self._end.cancel()

    async def _send(self) -> None:
        self._is_held = True
        while True:
            if self._rest:
                await self._rest
                self._rest = None
            while self._waiting:
                self._began = self._clock()
                await self.socket.send_text(self._waiting.popleft())
            self._began, self._said_at = None, self._clock()
            self._has_waiting.clear()
            await self._has_waiting.wait()

    def _say(
        self, verb: str, after: int, ticket: int | None = None, is_named: bool = False
    ) -> None:
        """Have it sent. Who does not keep up is told to look at everything in place of all that."""
        if len(self._waiting) >= WAITING:
            self._waiting.clear()
            verb, ticket = EVERYTHING, None
        self._have_sent(_written(verb, after=after, ticket=ticket, is_named=is_named))

    def _have_sent(self, text: str) -> None:
        """Send it at once where nothing waits, and the line takes it; else behind what waits."""
        if not self._is_held or self._began is not None or self._waiting:
            self._waiting.append(text)
            self._has_waiting.set()
            return
        self._began = self._clock()
        try:
            self._rest = begin(self.socket.send_text(text))
        except (RuntimeError, WebSocketDisconnect):
            self.let_go(AGAIN)  # it is gone, which its own task hears in a moment
        if self._rest:
            self._has_waiting.set()
        else:
            self._began, self._said_at = None, self._clock()

    async def _until_left(self) -> None:
        # What a browser says means nothing here; only that it is gone.
        while (await self.socket.receive())["type"] != "websocket.disconnect":
            pass


@lru_cache(maxsize=1_000)  # the same for all who hear it
def _written(
    verb: str, *, after: int = 0, ticket: int | None = None, is_named: bool = False
) -> str:
    named = {"named": True} if is_named else {}
    return json.dumps({"verb": verb, "after": after, "ticket": ticket, **named})
