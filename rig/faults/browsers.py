"""Open pages: they listen, come back by themselves, and remember what they were told of."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections.abc import Iterable

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from bench.product import Installation

EACH = 10  # pages of one browser, as many as Maru lets it have
SHORTEST, LONGEST = 0.5, 30.0  # seconds before coming back, as assets/ts/live.ts does it
SILENCE = 50.0  # seconds after which a page takes its line for dead


class Browsers:
    """``many`` pages with a socket each.

    ``comebacks`` counts the lines that broke, ``anew`` the pages that were told to read
    everything anew: they have no gap.
    """

    def __init__(self, maru: Installation, many: int) -> None:
        self._maru, self._many = maru, many
        self._cookies: list[str] = maru.run("rig.faults.signing_in", str(-(-many // EACH)))
        self.told: list[set[int]] = [set() for _ in range(many)]
        self.comebacks = 0
        self.anew: set[int] = set()
        self._open = 0
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()))

    def __enter__(self) -> Browsers:
        self._thread.start()
        self._is_up.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.cancel)
        self._thread.join()

    @property
    def open(self) -> int:
        """Return how many have been greeted and listen now."""
        return self._open

    def gaps(self, tickets: Iterable[int]) -> int:
        """Return how often a page was not told of one of ``tickets``."""
        wanted = set(tickets)
        told = (one for n, one in enumerate(self.told) if n not in self.anew)
        return sum(len(wanted - one) for one in told)

    async def _all(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.gather(*(self._page(n) for n in range(self._many)))
        self._is_up.set()
        try:
            await self._stop
        except asyncio.CancelledError:
            return

    async def _page(self, number: int) -> None:
        dice = random.Random(number)
        after: int | None = None
        failures = 0
        await asyncio.sleep(dice.uniform(0, 5))
        while True:
            address = f"ws://127.0.0.1:{self._maru.port}/live"
            is_greeted = False
            try:
                async with connect(
                    address + (f"?after={after}" if after is not None else ""),
                    origin=f"http://127.0.0.1:{self._maru.port}",  # type: ignore[arg-type]
                    additional_headers={"Cookie": self._cookies[number // EACH]},
                    open_timeout=20,
                ) as line:
                    while True:
                        news = json.loads(await asyncio.wait_for(line.recv(), SILENCE))
                        if news["verb"] == "silence":
                            continue
                        after = max(after or 0, news["after"])
                        if news["verb"] == "everything":
                            self.anew.add(number)
                        if news["ticket"] is not None:
                            self.told[number].add(news["ticket"])
                        if not is_greeted:
                            is_greeted, failures = True, 0
                            self._open += 1
            except (OSError, WebSocketException, InvalidHandshake, TimeoutError):
                self.comebacks += 1
            finally:
                self._open -= is_greeted
            await asyncio.sleep(min(LONGEST, SHORTEST * 2**failures) * dice.uniform(0.5, 1.5))
            failures += 1
