from typing import Any

from django.core.management.base import BaseCommand

from maru.project.processes.worker import work_until_stopped
from maru.project.unfinished import demand_no_restore


class Command(BaseCommand):
    help = "Parse what came in, send what waits, sweep. Run as many as needed."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        demand_no_restore()
        work_until_stopped()
