from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from maru.kit.metrics.scraping import at_scrape
from maru.staff.alarms.conditions import conditions
from maru.staff.alarms.models import Alarm


@at_scrape
def alarms() -> Iterator[Metric]:
    raised = set(Alarm.objects.open().values_list("name", flat=True))
    found = GaugeMetricFamily("maru_alarm", "1 while the alarm is open.", labels=["name"])
    for name in conditions:
        found.add_metric([name], float(name in raised))
    yield found
