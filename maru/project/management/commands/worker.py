from typing import Any

from django.core.management.base import BaseCommand

from maru.project.processes.presence import at_work
from maru.project.processes.worker import work_until_stopped


class Command(BaseCommand):
    help = "Parse what came in, send what waits, sweep. Run as many as needed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with at_work():
            work_until_stopped()
