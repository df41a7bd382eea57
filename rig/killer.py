"""Kill -9, at moments and of victims that the seed decides."""

from __future__ import annotations

import random
import time
from collections import Counter

from bench.databases import PrivateServer
from rig.processes import Processes, kill

WEIGHTS = {"web": 4, "worker": 4, "listener": 4, "reader": 3, "supervisor": 1, "database": 2}
GAP = 0.5  # seconds between two kills at least
PATIENCE = 5.0  # seconds for the one who is meant to come up again


class Killer:
    """Kills at each of ``moments``, which are counts of acknowledged mails."""

    def __init__(
        self,
        processes: Processes,
        server: PrivateServer | None,
        *,
        mails: int,
        kills: int,
        seed: int,
    ) -> None:
        self._dice = random.Random(seed)
        self._processes, self._server = processes, server
        last = max(2, int(mails * 0.97))
        self.moments = sorted(self._dice.randrange(1, last) for _ in range(kills))
        possible = [kind for kind in WEIGHTS if kind != "database" or server is not None]
        weights = [WEIGHTS[kind] for kind in possible]
        self.victims = self._dice.choices(possible, weights, k=kills)
        self.killed: Counter[str] = Counter()
        self._free_at = 0.0
        self._waited_since: float | None = None

    @property
    def done(self) -> int:
        return sum(self.killed.values())

    @property
    def is_done(self) -> bool:
        return self.done >= len(self.moments)

    def limit(self) -> float:
        """Return how many mails may be acknowledged before the next kill but two."""
        ahead = self.done + 2
        return self.moments[ahead] if ahead < len(self.moments) else float("inf")

    def look(self, acknowledged: int) -> None:
        """Kill somebody if it is time."""
        now = time.monotonic()
        if self.is_done or acknowledged < self.moments[self.done] or now < self._free_at:
            return
        kind = self._victim(self._processes.living())
        if kind is None:
            return
        self._free_at, self._waited_since = now + GAP, None
        if kind == "database":
            self._kill_database()
        elif kill(self._dice.choice(sorted(self._processes.living().get(kind, [0])))):
            self.killed[kind] += 1

    def _victim(self, living: dict[str, list[int]]) -> str | None:
        """Return who is next; somebody else when the one meant is not up again in time."""
        wanted = self.victims[self.done]
        if not self._processes.is_serving():
            # Killed while it still starts, again and again, it would never answer anybody.
            living.pop("web", None)
            living.pop("supervisor", None)
        if wanted == "database" or living.get(wanted):
            return wanted
        now = time.monotonic()
        self._waited_since = self._waited_since or now
        if now - self._waited_since < PATIENCE or not living:
            return None
        return self._dice.choice(sorted(living))

    def _kill_database(self) -> None:
        assert self._server is not None
        backends = self._server.backends()
        # One backend's death makes the server drop all others and recover;
        # the first process's death is the server's.
        if backends and self._dice.random() < 0.7:
            if kill(self._dice.choice(backends)):
                self.killed["database backend"] += 1
        elif kill(self._server.pid):
            self.killed["database server"] += 1
            self._server.start()
