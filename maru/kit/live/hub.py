"""The sockets of this process, and the one look at the events that serves them all."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.db import close_old_connections

from maru.kit.live import bell
from maru.kit.live.ground import HERE
from maru.kit.live.listening import AGAIN, EVERYTHING, SIGNED_OUT, Listening
from maru.kit.live.seam import News, door, feed
from maru.kit.live.tail import MANY, Tail

log = logging.getLogger(__name__)

EVERY = 0.25  # seconds between two looks
AWAY = 2.0  # seconds until the database is asked again that did not answer
EACH = 20  # sockets of one session: windows of one browser

Result = TypeVar("Result")


class Hub:
    """Looks only while somebody listens."""

    def __init__(self) -> None:
        self._sockets: set[Listening] = set()
        self._looking: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()
        self._tail = Tail(feed())
        # One thread, so one connection to the database, however many listen.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def ask(self, question: Callable[..., Result], *given: Any) -> Result:
        """Ask the database in the hub's thread."""

        def answer() -> Result:
            close_old_connections()
            try:
                return question(*given)
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._thread, answer)

    def has_room_for(self, session: str) -> bool:
        return sum(one.session == session for one in self._sockets) < EACH

    async def listen(self, listening: Listening) -> None:
        """Tell ``listening`` what it missed since its ``after``, and then all there is."""
        self._sockets.add(listening)
        try:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_for_ever())
                await asyncio.sleep(0)  # its first question goes ahead of ours
            after = listening.after
            end, floor = await self.ask(HERE.look, feed())
            missed = [] if after is None else await self.ask(feed().since, after, MANY + 1)
            if len(missed) > MANY or (after or 0) > end.newest:  # or the database was put back
                listening.greet(floor, EVERYTHING)
            else:
                await self._push([listening], missed, floor)
                listening.greet(floor)
            await listening.hold()
        finally:
            self._sockets.discard(listening)

    def close(self) -> None:
        for listening in list(self._sockets):
            listening.let_go(1001)
        if self._looking:
            self._looking.cancel()
        self._thread.shutdown(wait=False)

    async def _look_for_ever(self) -> None:
        await self._begin()
        async with bell.heard(self._bell.set):
            while self._sockets:
                try:
                    look = await self.ask(self._tail.look)
                    await self._push([*self._sockets], look.new, look.after, look.is_everything)
                    self._tail.told(look)
                except Exception:
                    # The database is away: the next look gives the same, and what came since.
                    log.warning("Live updates pause", exc_info=True)
                    await asyncio.sleep(AWAY)
                await self._pause()

    async def _begin(self) -> None:
        """Stand at the end; who came before that worked looks at everything anew."""
        while self._sockets:
            try:
                await self.ask(self._tail.begin)
                return
            except Exception:
                log.warning("Live updates cannot begin", exc_info=True)
                for listening in self._sockets:
                    listening.let_go(AGAIN)
                await asyncio.sleep(AWAY)

    async def _pause(self) -> None:
        try:
            await asyncio.wait_for(self._bell.wait(), EVERY)
        except TimeoutError:
            return
        self._bell.clear()

    async def _push(
        self,
        sockets: list[Listening],
        new: Sequence[News],
        after: int,
        is_everything: bool = False,
    ) -> None:
        if not sockets or not (new or is_everything):
            return
        for listening, subjects in (await self.ask(_audience, sockets, new)).items():
            if subjects is None:
                listening.let_go(SIGNED_OUT)
            elif is_everything:
                listening.tell(after, EVERYTHING)
            else:
                for news in new:
                    if news.subject in subjects:
                        listening.tell(after, news.verb, news.subject)


def _audience(sockets: list[Listening], new: Sequence[News]) -> dict[Listening, set[int] | None]:
    """Return what each may see now (S8); None for who is signed out. One query a member."""
    here = door().listeners({listening.session for listening in sockets})
    seen: defaultdict[Any, set[int] | None] = defaultdict(lambda: None)
    for listener in set(here.values()):
        seen[listener] = feed().seen_by(listener, new)
    return {one: seen[here[one.session]] if one.session in here else None for one in sockets}
