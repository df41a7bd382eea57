import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.extensions.email.pipe import TEMPFAIL, recipients, take_in
from maru.project.processes.mail import listen_for_mail
from maru.project.unfinished import demand_no_restore


class Command(BaseCommand):
    help = "Listen for mail on MARU_SMTP_PORT; `maru mail pipe` takes one mail from an MTA."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("how", nargs="?", choices=["listen", "pipe"], default="listen")
        parser.add_argument(
            "--to", action="append", default=[], metavar="ADDRESS",
            help="which of our addresses the mail is for; else RECIPIENT of the environment",
        )  # fmt: skip
        parser.add_argument("--from", dest="sender", default="", metavar="ADDRESS")

    def handle(self, *args: Any, how: str, to: list[str], sender: str, **options: Any) -> None:
        demand_no_restore()  # the MTA hears "try again later", see maru/project/command
        if how == "listen":
            listen_for_mail()
            return
        try:
            code, words = take_in(sys.stdin.buffer, recipients(to), sender=sender)
        except Exception as error:
            # A fault of ours is no reason to send a customer's mail back.
            code, words = TEMPFAIL, f"Not stored: {error}"
        if words:
            self.stderr.write(words)
        sys.exit(code)
