from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from maru.kit.search.coverage import Coverage, go_on
from maru.kit.search.indexing import index_outdated
from maru.kit.search.models import Remaking
from maru.kit.search.source import sources
from maru.project.command.progress import Progress


class Command(BaseCommand):
    help = "Make the search index anew, while Maru runs. Interrupted, a worker goes on with it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        total = sum(source.everything().count() for source in sources().values())
        Coverage.begin_again()
        progress = Progress()
        while True:
            is_more = go_on()
            indexed = index_outdated()
            waiting = Remaking.objects.count()
            if not (is_more or waiting or _is_ahead()):
                break
            progress("entries", max(_looked_at() - waiting, 0), total)
            if not indexed:
                time.sleep(0.2)  # a worker has the rest in its hands
        progress.end()
        self.stdout.write(_("The search index is made anew: %(total)s entries.") % {"total": total})


def _is_ahead() -> bool:
    return Coverage.objects.filter(is_whole=False).exists()


def _looked_at() -> int:
    """Return how many rows were gone through, as far as keys tell."""
    return sum(
        sources()[each.kind].everything().filter(pk__lte=each.up_to).count()
        for each in Coverage.objects.filter(kind__in=sources())
    )
