"""What ``maru serve`` does before it serves: load the demo, say where to go."""

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
    """Yield what to tell the person who started it. The database is up to date."""
    yield from begin()
    environment = Environment()
    yield _("Maru is at %(url)s") % {"url": settings.PUBLIC_URL}
    if environment.number("MARU_SMTP_PORT"):
        yield _("Mail is taken at %(host)s:%(port)s") % {
            "host": environment["MARU_SMTP_BIND"],
            "port": environment["MARU_SMTP_PORT"],
        }
    connection.close()
    if connection.vendor == "postgresql":
        cast(Any, connection).close_pool()  # the supervisor keeps no hold on the tables


def begin() -> Iterator[str]:
    """Fill an empty installation, or say where to: the demo company, else the set-up page."""
    if Company.here() is None:
        if not settings.DEMO:
            yield _("Set up your company: %(link)s") % {"link": setup_link()}
            return
        yield _("Loading the demo company ...")
        call_command("demo")
        for web_form in WebForm.objects.all():
            yield _("Write to it as a customer would: %(link)s") % {"link": web_form.url}
    admin = Member.objects.active().filter(role=Role.ADMIN).order_by("id").first()
    if admin and not admin.has_usable_password():
        # Nobody has chosen a password yet, so a link is the only way in.
        link = f"{settings.PUBLIC_URL}/sign-in/{SignInLink.issue(admin, is_direct=True)}/"
        yield _("Sign in once, within an hour: %(link)s") % {"link": link}
