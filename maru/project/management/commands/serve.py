from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.processes.preparation import directions, let_go, prepare
from maru.project.processes.supervisor import become_supervisor
from maru.project.upgrading.carrying_out import upgrade
from maru.project.upgrading.plan import usual_place


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
        upgrade(usual_place(), self._say)
        for line in prepare():
            self._say(line)
        told = "\n".join(directions())
        let_go()
        commands = [["single"]] if single else [["web", "--mail"], ["worker"]]
        become_supervisor(commands, told)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
