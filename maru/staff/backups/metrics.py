from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from maru.kit.metrics.scraping import at_scrape
from maru.staff.backups.backup import BackupState
from maru.staff.backups.models import Backup


@at_scrape
def last_backup() -> Iterator[Metric]:
    whole = Backup.objects.filter(state=BackupState.WHOLE).order_by("-id").first()
    if whole is not None and whole.ended_at:
        yield GaugeMetricFamily(
            "maru_backup_last_success_timestamp_seconds",
            "When the last verified backup was made.",
            value=whole.ended_at.timestamp(),
        )
