"""What runs for long holds the tables as they are, and leaves when an upgrade asks for them."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from maru.kit.database.garbage import collected_apart
from maru.kit.database.tables import Tables, tables
from maru.kit.database.upkeep import Node, seen
from maru.project.command.refusal import Refusal
from maru.project.migrating import demand_up_to_date
from maru.project.processes.come_again import Meanwhile
from maru.project.unfinished import demand_no_restore
from maru.project.version import remember

EVERY = 1.0  # seconds between two looks whether somebody waits for the tables
AWAY = (DatabaseError, psycopg.Error)

log = logging.getLogger(__name__)

_began_on: list[frozenset[Node]] = []  # the changes the database had seen when this process began


@contextmanager
def at_work(*, waits: bool = True, meanwhile: Meanwhile | None = None) -> Iterator[None]:
    """Hold the tables as they are while the block runs.

    Raises Refusal when they are of another version. While an upgrade is under way,
    and while the database is away, it waits, or refuses without ``waits``; its ports
    say so meanwhile. Once somebody asks for the tables, this process is told to end as by SIGTERM.
    """
    demand_no_restore()
    hold, stop = tables(), threading.Event()
    watch = threading.Thread(target=_stay_while_welcome, args=(hold, stop), daemon=True)
    try:
        _take(hold, waits, meanwhile or Meanwhile())
        demand_up_to_date()
        _began_on[:] = [seen()]
        remember()
        connection.close()
        watch.start()
        try:
            with collected_apart():
                yield
        finally:
            stop.set()
            watch.join(5)
    finally:
        # What a thread still writes is seen: an upgrade asks who has the database open, too.
        hold.let_go()


def has_been_changed() -> bool | None:
    """Return whether the tables are of another version than when this process began.

    None in a process that holds none. Costs a query or two.
    """
    return None if not _began_on else seen() != _began_on[0]


def _take(hold: Tables, waits: bool, meanwhile: Meanwhile) -> None:
    said, pause = "", threading.Event()
    try:
        while why := _obstacle(hold):
            if not waits:
                raise Refusal(why)
            if why != said:
                log.warning("%s", why)
                said = why
            meanwhile.answer(why)
            pause.wait(EVERY)
    finally:
        meanwhile.close()


def _obstacle(hold: Tables) -> str:
    """Return why the tables cannot be had now; "" once they are."""
    try:
        if not hold.is_being_changed() and hold.share():
            return ""
    except psycopg.Error as error:
        return _("The database does not answer: %(error)s") % {
            "error": str(error).strip().splitlines()[-1]
        }
    return _("An upgrade or a restore is under way: Maru starts when it has ended.")


def _stay_while_welcome(hold: Tables, stop: threading.Event) -> None:
    while not stop.wait(EVERY):
        try:
            if why := _reason_to_leave(hold):
                log.warning("%s", why)
                os.kill(os.getpid(), signal.SIGTERM)
                return
        except AWAY:
            continue  # the database is away; whatever works here tries again too
        finally:
            connection.close()


def _reason_to_leave(hold: Tables) -> str:
    if hold.is_being_changed():
        return "Somebody asks for the tables: ending."
    if hold.is_shared():
        return ""
    # The session was cut, so somebody may have been here meanwhile.
    if not hold.share() or has_been_changed():
        return "The tables were changed meanwhile: ending."
    return ""
