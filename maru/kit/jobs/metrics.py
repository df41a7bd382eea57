from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from maru.kit.jobs.lateness import last_run
from maru.kit.jobs.sweeps import sweeps
from maru.kit.metrics.scraping import at_scrape


@at_scrape
def last_runs() -> Iterator[Metric]:
    found = GaugeMetricFamily(
        "maru_sweep_last_success_timestamp_seconds",
        "When a regular piece of work was last done without an error.",
        labels=["sweep"],
    )
    for sweep in sweeps():
        if (at := last_run(sweep.name)) is not None:
            found.add_metric([sweep.name], at)
    yield found
