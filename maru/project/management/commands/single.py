import threading
from typing import Any

from django.core.management.base import BaseCommand

from maru.kit.jobs.consumer import work
from maru.project.processes import worker
from maru.project.processes.web import serve_pages
from maru.project.unfinished import demand_no_restore


class Command(BaseCommand):
    help = "Pages, mail listener and worker in this one process; `maru serve --single` calls it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        demand_no_restore()
        stop = threading.Event()
        worker.show_life()
        working = threading.Thread(target=work, args=(stop,), name="worker")
        working.start()
        try:
            serve_pages(mail=True)
        finally:
            stop.set()
            working.join(timeout=15)
