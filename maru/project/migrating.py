"""Bringing the database up to date, or saying that it is not."""

from __future__ import annotations

from django.core.management import call_command
from django.utils.translation import gettext as _

from maru.kit.database.upkeep import is_current
from maru.project.command.refusal import Refusal
from maru.project.unfinished import demand_no_restore


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def demand_up_to_date() -> None:
    """Raise Refusal unless the database is as this version needs it, and whole."""
    demand_no_restore()
    if not is_current():
        raise Refusal(_("The database is not up to date. Run `bin/maru migrate` first."))
