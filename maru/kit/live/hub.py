"""The sockets of this process, and the one look at the events that serves them all."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.db import Error, connections

from maru.kit.live import bell
from maru.kit.live.ground import HERE
from maru.kit.live.listening import AGAIN, SIGNED_OUT, Listening
from maru.kit.live.seam import News, door, feed
from maru.kit.live.tail import MANY, Tail

log = logging.getLogger(__name__)

EVERY = 0.25  # seconds between two looks
WATCH = 1.0  # seconds between two looks at the lines themselves
AWAY = 2.0  # seconds until the database is asked again that did not answer
TOGETHER = 250  # lines that are told something in one go, which takes some 5 ms
EACH = 20  # sockets of one session: windows of one browser
NAMED = "named"  # something is told to who listens, about what they may not see

Result = TypeVar("Result")


class Hub:
    """Looks only while somebody listens."""

    def __init__(self) -> None:
        self._sockets: set[Listening] = set()
        self._looking: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None
        self._bell = asyncio.Event()
        self._clock = asyncio.get_running_loop().time
        self._tail = Tail(feed())
        # One thread, so one connection to the database, however many listen.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live")

    async def ask(self, question: Callable[..., Result], *given: Any) -> Result:
        """Ask the database in the hub's thread, which keeps its connection until that fails: to
        take one from the pool and try it costs as much as the question."""

        def answer() -> Result:
            try:
                return question(*given)
            except Error:
                connections.close_all()
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, answer)

    def has_room_for(self, session: str) -> bool:
        return sum(one.session == session for one in self._sockets) < EACH

    async def listen(self, listening: Listening) -> None:
        """Tell ``listening`` what it missed since its ``after``, and then all there is."""
        self._sockets.add(listening)
        try:
            # Each ends by itself when nobody listens, and not at the same moment.
            if self._watching is None or self._watching.done():
                self._watching = asyncio.create_task(self._watch_over())
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._look_for_ever())
                await asyncio.sleep(0)  # its first question goes ahead of ours
            after = listening.after
            end, floor = await self.ask(HERE.look, feed())
            missed = [] if after is None else await self.ask(feed().since, after, MANY + 1)
            if len(missed) > MANY or (after or 0) > end.newest:  # or the database was put back
                listening.tell_everything(floor)
            else:
                await self._catch_up(listening, missed)
            listening.greet(floor)
            await listening.hold()
        finally:
            self._sockets.discard(listening)

    def close(self) -> None:
        for listening in list(self._sockets):
            listening.let_go(1001)
        for task in filter(None, [self._looking, self._watching]):
            task.cancel()
        self._thread.submit(connections.close_all)
        self._thread.shutdown(wait=False)

    async def _look_for_ever(self) -> None:
        await self._begin()
        async with bell.heard(self._bell.set):
            while self._sockets:
                began = self._clock()
                try:
                    look = await self.ask(self._tail.look)
                    await self._push([*self._sockets], look.new, look.after, look.is_everything)
                    self._tail.told(look)
                except Exception:
                    # The database is away: the next look gives the same, and what came since.
                    log.warning("Live updates pause", exc_info=True)
                    await asyncio.sleep(AWAY)
                await self._pause(self._clock() - began)

    async def _watch_over(self) -> None:
        """Keep the lines alive, and end those that are stuck; one timer for all of them."""
        while self._sockets:
            for listening in list(self._sockets):
                listening.look_after()
                listening.settle(self._tail.floor)
            await asyncio.sleep(WATCH)

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

    async def _pause(self, took: float) -> None:
        """Wait for the bell, and no less than the last look took: then what happens in quick
        succession is told together, and half of the time is left to the pages.
        """
        await asyncio.sleep(min(took, EVERY))
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
        audiences = (await self.ask(_audience, sockets, new)).items()
        for number, (listening, audience) in enumerate(audiences, start=1):
            if number % TOGETHER == 0:
                await asyncio.sleep(0)  # what else this loop serves has its turn
            if audience is None:
                listening.let_go(SIGNED_OUT)
            elif is_everything:
                listening.tell_everything(after)
            else:
                for news in new:
                    if told := audience.told(news):
                        listening.tell(told, after, is_named=audience.listener in news.to)

    async def _catch_up(self, listening: Listening, missed: Sequence[News]) -> None:
        if not missed:
            return
        (audience,) = (await self.ask(_audience, [listening], missed)).values()
        if audience is None:
            listening.let_go(SIGNED_OUT)
            return
        for news in missed:
            if told := audience.told(news):
                listening.catch_up(told, is_named=audience.listener in news.to)


@dataclass(frozen=True)
class Audience:
    """One who listens, and what they may see now."""

    listener: int
    subjects: Set[int]

    def told(self, news: News) -> News | None:
        """Return what they are told of ``news``; None for nothing.

        Whom it is meant for by name, and who may not see its subject, hears that something is
        there for them, and not of what.
        """
        if news.subject in self.subjects:
            return news
        return replace(news, verb=NAMED, subject=0) if self.listener in news.to else None


def _audience(sockets: list[Listening], new: Sequence[News]) -> dict[Listening, Audience | None]:
    """Return what each may see now (S8); None for who is signed out. A few queries."""
    here = door().listeners({listening.session for listening in sockets})
    seen = feed().seen_by(set(here.values()), new)
    each = {session: Audience(who.pk, seen[who.pk]) for session, who in here.items()}
    return {one: each.get(one.session) for one in sockets}
