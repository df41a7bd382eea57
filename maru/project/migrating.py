"""Bringing the database up to date, or saying that it is not."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maru.kit.database.upkeep import Node, evolve, seen, standing
from maru.project.command.refusal import Refusal
from maru.project.unfinished import demand_no_restore


def demand_up_to_date() -> None:
    """Raise Refusal unless the database is as this version needs it, and whole."""
    demand_no_restore()
    between = standing()
    if between.unknown:
        raise Refusal(newer(between.unknown))
    if n := len(between.pending):
        raise Refusal(
            ngettext(
                "The database is older than this Maru (%(n)s change waits). "
                "Run `bin/maru upgrade` first.",
                "The database is older than this Maru (%(n)s changes wait). "
                "Run `bin/maru upgrade` first.",
                n,
            )
            % {"n": n}
        )


def found_or_demand() -> None:
    """Make the tables where there are none yet; else as ``demand_up_to_date``."""
    if seen():
        demand_up_to_date()
    else:
        evolve()


def newer(unknown: list[Node]) -> str:
    """Say that the database is of a newer version, by the last change of it."""
    return _(
        "The database is newer than this Maru (it has seen %(what)s). Start the newer version, "
        "or go back: `bin/maru restore FILE --force` with the backup made before its upgrade."
    ) % {"what": ".".join(unknown[-1])}
