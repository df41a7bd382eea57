from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from maru.project.command.refusal import Refusal
from maru.staff.members.api_token import SCOPES
from maru.staff.members.models import ApiToken, Member


class Command(BaseCommand):
    help = "Make an API token of a member and print it. It is shown this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--scope", action="append", nargs="+", metavar="SCOPE", default=[],
            help=f"what the token may do: {', '.join(SCOPES)}",
        )  # fmt: skip
        parser.add_argument("--name", default="maru token")

    def handle(
        self, *args: Any, email: str, scope: list[list[str]], name: str, **options: Any
    ) -> None:
        member = Member.objects.active().filter(email=email.strip().lower()).first()
        if member is None:
            raise Refusal(f"There is no active member {email}.")
        scopes = [
            one for several in scope for word in several for one in word.replace(",", " ").split()
        ]
        try:
            token = ApiToken.issue(member, scopes or ["tickets:read"], name=name)
        except ValueError as error:
            raise Refusal(str(error)) from None
        self.stdout.write(
            f"Token of {member.email} ({', '.join(scopes or ['tickets:read'])}): {token}"
        )
