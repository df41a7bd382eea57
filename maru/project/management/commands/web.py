from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.processes.web import serve_pages
from maru.project.unfinished import demand_no_restore


class Command(BaseCommand):
    help = "Serve pages and API on MARU_PORT."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", action="store_true", help="also open the mail port")

    def handle(self, *args: Any, mail: bool, **options: Any) -> None:
        demand_no_restore()
        serve_pages(mail=mail)
