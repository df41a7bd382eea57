"""Having the tables alone: for an upgrade, and for a restore."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.utils.translation import gettext as _

from maru.kit.database.occupants import occupants
from maru.kit.database.tables import Tables, tables
from maru.project.command.refusal import Refusal

WAIT = 60.0  # seconds that others have to finish what they do
LOOK_AGAIN = 0.2  # seconds
# A process that just looked whether the turn is free holds it for a moment, and a server
# notices a moment later that a killed one is gone.
MOMENT = 1.5  # seconds


@contextmanager
def alone(say: Callable[[str], None], *, wait: float = WAIT) -> Iterator[None]:
    """Have all others finish and nobody begin while the block runs.

    Raises Refusal when somebody else has the tables alone already, and when others
    still have them open after ``wait`` seconds; whoever was asked to finish comes back then.
    """
    hold = tables()
    try:
        _have(hold, say, wait)
        yield
    finally:
        hold.let_go()


def _have(hold: Tables, say: Callable[[str], None], wait: float) -> None:
    try:
        if not _within(MOMENT, hold.begin_change):
            raise Refusal(_("Another upgrade or restore is under way. Wait until it has ended."))
        if not _is_alone(hold):
            say(_("Waiting until what runs has finished ..."))
            if not _within(wait, lambda: _is_alone(hold)):
                raise Refusal(
                    _("Maru still runs (%(who)s). Stop it, then run this again.")
                    % {"who": ", ".join(occupants()) or "?"}
                )
    except psycopg.Error as error:
        raise Refusal(
            _("The database does not answer: %(error)s")
            % {"error": str(error).strip().splitlines()[-1]}
        ) from None


def _is_alone(hold: Tables) -> bool:
    return hold.have_alone() and not occupants()


def _within(seconds: float, question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN)
    return True
