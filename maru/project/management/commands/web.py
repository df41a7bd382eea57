from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.environment import Environment
from maru.project.processes.come_again import Meanwhile
from maru.project.processes.presence import at_work
from maru.project.processes.web import serve_pages


class Command(BaseCommand):
    help = "Serve pages and API on MARU_PORT."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mail", action="store_true", help="also open the mail port")

    def handle(self, *args: Any, mail: bool, **options: Any) -> None:
        pages = Environment().number("MARU_PORT")
        with at_work(meanwhile=Meanwhile(pages=pages, mail=mail)):
            serve_pages(mail=mail)
