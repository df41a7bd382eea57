"""An export is made: first which tickets, in their order, then row after row, each asked again
whether its reader sees it. Memory does not grow with their number."""

from __future__ import annotations

import errno
import shutil
import time
from array import array
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone, translation

from maru.kit.blobs import store
from maru.staff.errands.carrying import carry
from maru.staff.errands.models import Errand
from maru.staff.members.models import Member
from maru.staff.members.roles import Power
from maru.support.exports.columns import Column, named, rows_of
from maru.support.exports.export import Export
from maru.support.exports.keeping import Shown
from maru.support.exports.sources import Unaskable, asked
from maru.support.exports.tables import table
from maru.support.tickets.models import Ticket
from maru.support.tickets.orders import in_order
from maru.support.tickets.ticket import TicketQuerySet

AT_ONCE = 500  # tickets that are written in the request itself
TOGETHER = 500  # tickets read at once
NUMBER = 8  # bytes of one number in the list of them
TOLD = 1.0  # seconds between two words of how far it is


class NotAllowed(Exception):
    """Whoever asked may not export any more."""


def begin(rows: TicketQuerySet, *, by: Member, **fields: Any) -> Export:
    """Ask for an export of what finds ``rows`` now, and make a small one at once.

    Raises Refusal while too many of theirs are under way.
    """
    is_small = rows.order_by()[: AT_ONCE + 1].count() <= AT_ONCE
    export = Export.ask(by=by, is_mine=is_small, **fields)
    if is_small:
        carry(export.errand, seconds=60)
        export.errand.put_away()
        export.refresh_from_db()
    return export


def carry_on(errand: Errand, until: float) -> bool:
    """Make it to its end; one that is begun again is begun from its start."""
    export = Export.objects.select_related("by").get(errand=errand)
    member = _asker(export)
    try:
        if member is None:
            raise NotAllowed
        with translation.override(member.language), timezone.override(ZoneInfo(member.time_zone)):
            _make(export, member, errand)
    except NotAllowed:
        errand.fail("not_allowed")
    except Unaskable:
        errand.fail("unaskable")
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        errand.fail("disk")
    return True


def _asker(export: Export) -> Member | None:
    """Return who asked, as they are now; None if they may not export any more."""
    member = Member.objects.get_queryset().get(pk=export.by_id)
    return member if member.can(Power.EXPORT) else None


def _make(export: Export, member: Member, errand: Errand) -> None:
    columns = named(export.columns, member)
    shown = Shown()
    with _folder() as folder:
        numbers, total = _numbers(export, member, folder)
        errand.hold(total=total, done=0)
        path, written = folder / f"table.{export.form}", 0
        heads = [str(column.label) for column in columns]
        with closing(table(export.form, path, heads, export.times)) as out:
            for tickets in _tickets(numbers, columns, export, errand):
                for ticket, row in zip(tickets, rows_of(tickets, columns), strict=True):
                    out.write(row)
                    shown.note(ticket.requester_id)
                written += len(tickets)
        size = path.stat().st_size
        sha256 = store().adopt(path)
    with transaction.atomic():
        errand.hold(done=total)
        shown.enter(export)
        export.made(rows=written, customers=shown.count, sha256=sha256, size=size)
        errand.finish(export=export.pk, rows=written, customers=shown.count)


@contextmanager
def _folder() -> Iterator[Path]:
    folder = store().scratch()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _numbers(export: Export, member: Member, folder: Path) -> tuple[Path, int]:
    """Write down which tickets, in the order of the list, as they are at one moment.

    Whoever walks a list by its order while it changes meets some twice and others never.
    """
    rows, order = asked(export.source, member)
    path, total = folder / "numbers", 0
    with path.open("xb") as file:
        some = array("q")
        found = in_order(rows, order).values_list("pk", flat=True)
        for number in found.iterator(chunk_size=10_000):
            some.append(number)
            total += 1
            if len(some) == 10_000:
                some.tofile(file)
                some = array("q")
        some.tofile(file)
    return path, total


def _tickets(
    numbers: Path, columns: list[Column], export: Export, errand: Errand
) -> Iterator[list[Ticket]]:
    """Yield them in their order, some at a time, those that the asker sees at that moment."""
    needs = sorted({need for column in columns for need in column.needs})
    done, told_at = 0, time.monotonic()
    with numbers.open("rb") as file:
        while block := file.read(TOGETHER * NUMBER):
            some = array("q")
            some.frombytes(block)
            member = _asker(export)
            if member is None:
                raise NotAllowed
            rows = Ticket.objects.visible_to(member).filter(pk__in=list(some))
            rows = rows.select_related("brand", "team", "assignee", "requester")
            found = rows.prefetch_related(*needs).in_bulk()
            yield [found[number] for number in some if number in found]
            done += len(some)
            if time.monotonic() - told_at > TOLD:
                told_at = time.monotonic()
                errand.hold(done=done)
