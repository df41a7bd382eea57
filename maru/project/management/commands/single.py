import threading
from typing import Any

from django.core.management.base import BaseCommand

from maru.kit.jobs.consumer import work
from maru.project.environment import Environment
from maru.project.processes import worker
from maru.project.processes.come_again import Meanwhile
from maru.project.processes.presence import at_work
from maru.project.processes.web import serve_pages


class Command(BaseCommand):
    help = "Pages, mail listener and worker in this one process; `maru serve --single` calls it."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        pages = Environment().number("MARU_PORT")
        with at_work(meanwhile=Meanwhile(pages=pages, mail=True)):
            stop = threading.Event()
            worker.show_life()
            working = threading.Thread(target=work, args=(stop,), name="worker")
            working.start()
            try:
                serve_pages(mail=True)
            finally:
                stop.set()
                working.join(timeout=15)
