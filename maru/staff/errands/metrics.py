from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from prometheus_client.core import GaugeMetricFamily, Metric

from maru.kit.metrics.scraping import at_scrape
from maru.staff.errands.models import Errand


@at_scrape
def errands() -> Iterator[Metric]:
    found = GaugeMetricFamily(
        "maru_errands", "Long work under way that members asked for.", labels=["kind"]
    )
    rows = Errand.objects.under_way().order_by()
    for kind, number in rows.values_list("kind").annotate(number=Count("pk")):
        found.add_metric([kind], number)
    yield found
