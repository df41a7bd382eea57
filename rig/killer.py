"""Kill -9, at moments and of victims that the seed decides."""

from __future__ import annotations

import random
import time
from collections import Counter

from bench.databases import PrivateServer
from rig.processes import Processes, kill

WEIGHTS = {"web": 4, "worker": 4, "listener": 4, "reader": 3, "supervisor": 1, "database": 2}
GAP = 0.3  # seconds between two kills at least


class Killer:
    """Kills at each of ``moments``, which are counts of acknowledged mails."""

    def __init__(
        self, processes: Processes, server: PrivateServer | None, *, mails: int, kills: int, seed: int
    ) -> None:
        self._dice = random.Random(seed)  # noqa: S311
        self._processes, self._server = processes, server
        self.moments = sorted(self._dice.randrange(1, max(2, int(mails * 0.97))) for _ in range(kills))
        self.killed: Counter[str] = Counter()
        self._free_at = 0.0

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
        if self.is_done or acknowledged < self.moments[self.done]:
            return
        if time.monotonic() < self._free_at:
            return
        self._free_at = time.monotonic() + GAP
        living: dict[str, list[int]] = self._processes.living()
        if self._server is not None:
            living["database"] = [self._server.pid]
        kinds = [kind for kind in WEIGHTS if living.get(kind)]
        if not kinds:
            return
        kind = self._dice.choices(kinds, [WEIGHTS[k] for k in kinds])[0]
        if kind == "database":
            self._kill_database()
        elif kill(self._dice.choice(sorted(living[kind]))):
            self.killed[kind] += 1

    def _kill_database(self) -> None:
        assert self._server is not None  # noqa: S101
        backends = self._server.backends()
        # One backend's death makes the server drop all others and recover;
        # the first process's death is the server's.
        if backends and self._dice.random() < 0.7:
            if kill(self._dice.choice(backends)):
                self.killed["database backend"] += 1
        elif kill(self._server.pid):
            self.killed["database server"] += 1
            self._server.start()
