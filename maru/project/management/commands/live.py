from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.environment import Environment
from maru.project.front.live import live_alone
from maru.project.processes.come_again import Meanwhile
from maru.project.processes.presence import at_work
from maru.project.processes.web import serve


class Command(BaseCommand):
    help = "Live updates only, for large installations: lead /live of your proxy here."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, help="port to listen on; without it the one after MARU_PORT"
        )

    def handle(self, *args: Any, port: int | None, **options: Any) -> None:
        port = port or Environment().number("MARU_PORT") + 1
        with at_work(meanwhile=Meanwhile(pages=port)):
            serve(live_alone(), port=port)
