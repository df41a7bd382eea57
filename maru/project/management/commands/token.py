from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from maru.project.command.refusal import Refusal
from maru.project.migrating import demand_up_to_date
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
        demand_up_to_date()
        member = Member.objects.active().filter(email=email.strip().lower()).first()
        if member is None:
            raise Refusal(_("There is no active member %s.") % email)
        scopes = [
            one for several in scope for word in several for one in word.replace(",", " ").split()
        ]
        try:
            token = ApiToken.issue(member, scopes or ["tickets:read"], name=name)
        except ValueError as error:
            raise Refusal(str(error)) from None
        # The token is the last word, so that a script can take it.
        self.stdout.write(_("Token of %(email)s:") % {"email": member.email} + f" {token}")
