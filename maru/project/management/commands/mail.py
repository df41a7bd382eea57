import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.extensions.email.pipe import TEMPFAIL, recipients, take_in
from maru.project.command.refusal import Refusal
from maru.project.processes.come_again import Meanwhile
from maru.project.processes.mail import listen_for_mail
from maru.project.processes.presence import at_work


class Command(BaseCommand):
    help = "Listen for mail on MARU_SMTP_PORT; `maru mail pipe` takes one mail from an MTA."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("how", nargs="?", choices=["listen", "pipe"], default="listen")
        parser.add_argument(
            "--to", action="append", default=[], metavar="ADDRESS",
            help="which of our addresses the mail is for; else RECIPIENT of the environment",
        )  # fmt: skip
        parser.add_argument("--from", dest="sender", metavar="ADDRESS")

    def handle(
        self, *args: Any, how: str, to: list[str], sender: str | None, **options: Any
    ) -> None:
        if how == "listen":
            with at_work(meanwhile=Meanwhile(mail=True)):
                listen_for_mail()
            return
        code, words = _taken_in(to, sender)
        if words:
            self.stderr.write(words)
        sys.exit(code)


def _taken_in(to: list[str], sender: str | None) -> tuple[int, str]:
    try:
        with at_work(waits=False):
            return take_in(sys.stdin.buffer, recipients(to), sender=sender)
    except Refusal:
        raise  # the MTA hears "try again later", see maru/project/command
    except Exception as error:
        # A fault of ours is no reason to send a customer's mail back.
        return TEMPFAIL, f"Not stored: {error}"
