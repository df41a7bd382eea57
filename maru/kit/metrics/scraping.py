from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.db import close_old_connections
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import REGISTRY, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from maru.kit.metrics.sharing import VARIABLE, forget_dead_gauges

Read = Callable[[], Iterable[Metric]]

log = logging.getLogger(__name__)
_reads: list[Read] = []


def at_scrape(read: Read) -> Read:
    """Register what reads figures off rows or files each time somebody asks: a query or two."""
    if read not in _reads:
        _reads.append(read)
    return read


class _Reads(Collector):
    def collect(self) -> Iterator[Metric]:
        for read in _reads:
            try:
                yield from list(read())
            except Exception:
                # The database may be away: the other figures are wanted all the more.
                log.exception("Figures could not be read: %s", read.__name__)


def text() -> bytes:
    """Return all figures in the text format of Prometheus (exposition format 0.0.4)."""
    close_old_connections()
    try:
        registry = CollectorRegistry()
        registry.register(_Reads())
        if folder := os.environ.get(VARIABLE):
            forget_dead_gauges(Path(folder))
            MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
            return generate_latest(registry)
        return generate_latest(REGISTRY) + generate_latest(registry)
    finally:
        close_old_connections()
