"""A thread for each mailbox: reads it, waits with IDLE or a pause, renews its lease."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import DatabaseError, IntegrityError, close_old_connections, connection
from django.db.models import QuerySet
from django.utils import timezone

from maru.extensions.email.imap.line import Line, line_to, told
from maru.extensions.email.imap.reading import read_mailbox
from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.mailbox import Mailbox, SignInBy
from maru.extensions.email.oauth.access import forgotten
from maru.kit.database.leases import claim
from maru.kit.jobs import sweep

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
SLICE = 15.0  # seconds between two renewals of the lease, and looks for changed settings
PAUSES = [timedelta(seconds=s) for s in (5, 15, 60, 120, 240)]  # after 1, 2, ... failures


class Released(Exception):
    """The mailbox is no longer ours: switched off, changed, or taken by another process."""


@sweep("email.mailboxes", every=3)
def watch_what_nobody_watches() -> int:
    """Start a thread for each active mailbox that no process reads. It never waits for one."""
    claimed = claim(Mailbox.objects.to_read(), limit=5, lease=LEASE)
    for mailbox in claimed:
        Watch(mailbox).start()
    return len(claimed)


class Watch(threading.Thread):
    """Reads one claimed mailbox until it fails, changes or ``stop`` is set."""

    def __init__(self, mailbox: Mailbox) -> None:
        super().__init__(name=f"mailbox {mailbox.pk}", daemon=True)
        self.mailbox = mailbox
        self.stop = threading.Event()

    def run(self) -> None:
        try:
            with line_to(self.mailbox) as line:
                while not self.stop.is_set():
                    look(line, self.mailbox, self._goes_on)
                    self._wait(line)
        except Released:
            return
        except Trouble as why:
            _release(self.mailbox, why)
        except IntegrityError as error:
            # Its rows went while we read: it was removed, or another process has it.
            _release(self.mailbox, Trouble("lost", error))
        except Exception as error:
            log.exception("Mailbox %s failed", self.mailbox.pk)
            code = "storage" if isinstance(error, DatabaseError) else "failed"
            _release(self.mailbox, Trouble(code, error))
        else:
            _release(self.mailbox, None)
        finally:
            _forget_what_is_removed(self.mailbox)
            connection.close()

    def _goes_on(self) -> None:
        if self.stop.is_set() or not _hold(self.mailbox):
            raise Released

    def _wait(self, line: Line) -> None:
        """Wait for the interval, or until the server says that something is new."""
        until = time.monotonic() + self.mailbox.interval
        waits = line.has_capability("IDLE")
        with told():
            if waits and self.mailbox.folders:
                line.select_folder(self.mailbox.folders[0])
            while (left := until - time.monotonic()) > 0:
                connection.close()  # waiting needs none
                if waits:
                    is_new = _idle(line, min(left, SLICE))
                else:
                    is_new = self.stop.wait(min(left, SLICE))
                self._goes_on()
                if is_new:
                    return


def look(line: Line, mailbox: Mailbox, goes_on: Callable[[], None]) -> int:
    """Read what is new and write down that it worked; return how many mails. Raises Trouble."""
    with told():
        goes_on()
        _mine(mailbox).update(looked_at=timezone.now())
        taken = read_mailbox(line, mailbox, goes_on)
    mailbox.succeeded_at, mailbox.failures, mailbox.trouble = timezone.now(), 0, ""
    _mine(mailbox).update(
        succeeded_at=mailbox.succeeded_at,
        failures=0,
        trouble="",
        trouble_detail="",
        trouble_since=None,
    )
    return taken


def _idle(line: Line, seconds: float) -> bool:
    line.idle()
    try:
        answers = line.idle_check(timeout=seconds)
    finally:
        more = line.idle_done()[1]
    # Some servers say "still here" now and then.
    return any(len(one) > 1 and one[1] in {b"EXISTS", b"RECENT"} for one in [*answers, *more])


def _mine(mailbox: Mailbox) -> QuerySet[Mailbox]:
    return Mailbox.objects.to_read().filter(mailbox.is_mine())


def _hold(mailbox: Mailbox) -> bool:
    close_old_connections()
    return bool(_mine(mailbox).update(lease_until=timezone.now() + LEASE, attempts=0))


def _forget_what_is_removed(mailbox: Mailbox) -> None:
    if mailbox.sign_in_by != SignInBy.OAUTH2:
        return
    with contextlib.suppress(DatabaseError):  # asked again before the token is used
        close_old_connections()
        forgotten(mailbox)


def _release(mailbox: Mailbox, why: Trouble | None) -> None:
    """Give the mailbox back: at once, or after a pause that grows with each failure."""
    now = timezone.now()
    changes: dict[str, object] = {"lease_until": None, "attempts": 0, "due_at": now}
    if why is not None:
        failures = mailbox.failures + 1
        changes |= {
            "due_at": now + PAUSES[min(failures, len(PAUSES)) - 1],
            "failures": failures,
            "looked_at": now,
            "trouble": why.code,
            "trouble_detail": why.detail,
            "trouble_since": mailbox.trouble_since if mailbox.trouble else now,
        }
        log.warning("Mailbox %s: %s", mailbox.pk, why.code)
    try:
        close_old_connections()
        Mailbox.objects.filter(mailbox.is_mine()).update(**changes)
    except DatabaseError:
        # The lease runs out, and whoever can write then takes it up.
        log.warning("Mailbox %s could not be given back", mailbox.pk, exc_info=True)
