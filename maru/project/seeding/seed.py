"""`maru seed`: so many tickets, batch after batch, the same for the same seed and moment."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from django.db import connection, transaction

from maru.kit.fields.models import Value
from maru.kit.logs.quietly import quietly
from maru.kit.search.coverage import Coverage
from maru.kit.search.document import Document
from maru.kit.search.indexing import index_outdated
from maru.kit.search.vocabulary import Entry
from maru.project.seeding.company import found, read
from maru.project.seeding.customers import Customers
from maru.project.seeding.life import Life, Telling, began_at
from maru.project.seeding.phrase import Speech
from maru.project.seeding.rows import Pen
from maru.project.seeding.writing import Writing
from maru.records.customers.models import Customer
from maru.staff.journal.models import Event
from maru.support.tickets.models import Message, Ticket

BATCH = 2_000  # tickets of one transaction


@dataclass
class Seeded:
    tickets: int = 0
    messages: int = 0
    customers: int = 0


@quietly()
def seed(
    tickets: int, *, number: int, now: float, say: Callable[[int, int], None] = lambda n, of: None
) -> Seeded:
    """Make a company with ``tickets`` tickets of the three years before ``now`` (since 1970).

    ``number`` chooses which; ``say`` hears how many there are, of how many. Each batch is
    committed whole. Takes 50 MB besides 8 bytes a customer.
    """
    dice, speech = Random(number), Speech()  # noqa: S311 - nobody is to be surprised
    done, first = Seeded(), Ticket.objects.count()
    with transaction.atomic():
        staff = found(dice)
    index_outdated()  # the organizations: they were made by the product's own verb
    run = f"{first}x" if first else ""  # addresses of another run are not those of this one
    customers = Customers(read("people.toml"), speech, number, run)
    telling = Telling({"ko": read("korean.toml"), "en": read("english.toml")}, speech, dice)
    writing = Writing(staff, customers, speech, dice)

    def told(start: int) -> list[Life]:
        places = range(start, min(start + BATCH, tickets))
        moments = sorted(began_at(place, tickets, now, dice) for place in places)
        lives = []
        for place, at in zip(places, moments, strict=True):
            who, is_new = customers.next(dice)
            lives.append(telling.life(first + place, who, is_new, at, now))
        return lives

    with _no_collecting():
        lives = told(0)
        while lives:
            with transaction.atomic(), Pen() as pen:
                done.messages += writing.write(pen, lives)
                done.tickets, done.customers = done.tickets + len(lives), customers.count
                lives = told(done.tickets)  # the next, while these are written
            say(done.tickets, tickets)
    if not first:
        Coverage.begin_whole()  # all that is there has its document
    _have_the_planner_know()
    return done


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Rows hold one another in no circle; looking for circles took a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _have_the_planner_know() -> None:
    """What autovacuum does some minutes after so many rows, done at once."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for model in (
                Ticket,
                Message,
                Customer,
                Event,
                Document,
                Entry,
                Value,
                Ticket.tags.through,
            ):
                cursor.execute(f'VACUUM (ANALYZE) "{model._meta.db_table}"')
