"""Open pages: they listen, come back by themselves, and remember what they were told of."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time

from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from bench.product import Installation
from rig.faults.holding import Happened, Heard, Held, What, held

EACH = 10  # pages of one browser, as many as Maru lets it have
SHORTEST, LONGEST = 0.5, 30.0  # seconds before coming back, as assets/ts/live.ts does it
SILENCE = 50.0  # seconds after which a page takes its line for dead


class Browsers:
    """``many`` pages with a socket each. ``comebacks`` counts the lines that broke."""

    def __init__(self, maru: Installation, many: int) -> None:
        self._maru, self._many = maru, many
        self._cookies: list[str] = maru.run("rig.faults.signing_in", str(-(-many // EACH)))
        self._numbers: dict[What, int] = {}
        self._heard = [Heard(self._numbers) for _ in range(many)]
        self._before = maru.run("rig.faults.happening", "0")["newest"]
        self.comebacks = 0
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

    def judged(self) -> Held:
        """Return what the pages hold now of all that happened since they were opened."""
        found = self._maru.run("rig.faults.happening", str(self._before))["happened"]
        return held(self._heard, [Happened(*one) for one in found], self._numbers)

    async def _all(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.gather(*(self._page(n) for n in range(self._many)))
        self._is_up.set()
        try:
            await self._stop
        except asyncio.CancelledError:
            return

    async def _page(self, number: int) -> None:
        dice, heard = random.Random(number), self._heard[number]
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
                        if news["verb"] == "everything":
                            after = news["after"]
                            heard.anew.append(time.time())
                        else:
                            after = max(after or 0, news["after"])
                        if news["ticket"] is not None:
                            heard.note(news["ticket"], news["verb"], time.time())
                        if not is_greeted:
                            is_greeted, failures = True, 0
                            self._open += 1
            except (OSError, WebSocketException, InvalidHandshake, TimeoutError):
                self.comebacks += 1
            finally:
                self._open -= is_greeted
            await asyncio.sleep(min(LONGEST, SHORTEST * 2**failures) * dice.uniform(0.5, 1.5))
            failures += 1
