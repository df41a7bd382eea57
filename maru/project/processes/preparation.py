"""What ``maru serve`` does before it serves: load the demo, find out where to go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from maru.extensions.webform.models import WebForm
from maru.project.environment import Environment
from maru.project.firststart.token import setup_link
from maru.staff.company.models import Company
from maru.staff.members.models import Member, SignInLink
from maru.staff.members.roles import Role


def prepare() -> Iterator[str]:
    """Fill an empty installation with the demo company, if that is wished; yield what it does.

    The database is up to date.
    """
    if Company.here() is None and settings.DEMO:
        yield _("Loading the demo company ...")
        call_command("demo")


def directions() -> list[str]:
    """Return what to tell the person who started it, once its pages answer."""
    told = [*_way_in(), _("Maru is at %(url)s") % {"url": settings.PUBLIC_URL}]
    environment = Environment()
    if environment.number("MARU_SMTP_PORT"):
        told.append(
            _("Mail is taken at %(host)s:%(port)s")
            % {"host": environment["MARU_SMTP_BIND"], "port": environment["MARU_SMTP_PORT"]}
        )
    return told


def let_go() -> None:
    """Close the connection: the supervisor keeps no hold on the tables."""
    connection.close()
    if connection.vendor == "postgresql":
        cast(Any, connection).close_pool()


def _way_in() -> Iterator[str]:
    if Company.here() is None:
        yield _("Set up your company: %(link)s") % {"link": setup_link()}
        return
    if Company.objects.filter(is_demo=True).exists():
        for web_form in WebForm.objects.all():
            yield _("Write to it as a customer would: %(link)s") % {"link": web_form.url}
    admin = Member.objects.active().filter(role=Role.ADMIN).order_by("id").first()
    if admin and not admin.has_usable_password():
        # Nobody has chosen a password yet, so a link is the only way in.
        link = f"{settings.PUBLIC_URL}/sign-in/{SignInLink.issue(admin, is_direct=True)}/"
        yield _("Sign in once, within an hour: %(link)s") % {"link": link}
