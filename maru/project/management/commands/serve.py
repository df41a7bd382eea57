from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.processes.preparation import prepare
from maru.project.processes.supervisor import supervise


class Command(BaseCommand):
    help = "Start everything: pages, mail listener and worker. Stop with Ctrl+C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--single",
            action="store_true",
            help="all in one process: less memory, for trials and small machines",
        )

    def handle(self, *args: Any, single: bool, **options: Any) -> None:
        for line in prepare():
            self.stdout.write(line)
        self.stdout.flush()
        supervise([["single"]] if single else [["web", "--mail"], ["worker"]])
