from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from maru.project.command.refusal import Refusal
from maru.project.migrating import found_or_demand
from maru.staff.members.models import Member
from maru.staff.members.roles import Role


class Command(BaseCommand):
    help = "Make an administrator, or make a member one and set their password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--password", required=True)
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, email: str, password: str, name: str, **options: Any) -> None:
        found_or_demand()
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise Refusal(_("%s is not an e-mail address.") % email) from None
        member = Member.objects.filter(email=email).first()
        if member is None:
            member = Member.objects.invite(
                email, password=password, name=name or email.partition("@")[0], role=Role.ADMIN
            )
        else:
            member.role, member.is_active = Role.ADMIN, True
            member.set_password(password)
            member.save()
        self.stdout.write(_("%s is an administrator.") % member.email)
