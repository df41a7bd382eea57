"""Carrying an import on from wherever it stands, until it ends or must wait."""

from __future__ import annotations

import errno
import logging
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from maru.extensions.email.imap.trouble import Trouble
from maru.extensions.email.importing.counting import count
from maru.extensions.email.importing.filing import file_all
from maru.extensions.email.importing.finding import Unopenable
from maru.extensions.email.importing.mail_import import ImportState, MailImport, Stopped
from maru.extensions.email.importing.taking import Tell, take
from maru.extensions.email.importing.undoing import undo_all
from maru.extensions.email.reading import close_readers

log = logging.getLogger(__name__)

PAUSES = [timedelta(seconds=s) for s in (5, 15, 60, 300, 900)]  # after 1, 2, ... failures
PATIENCE = 20  # failures in a row, without one mail between them

# What a mailbox has that passes by itself. All else somebody must mend first, but a line that is
# cut in the wrong moment may look like it.
PASSING = {"lost", "slow", "closed", "name", "token", "storage", "refused"}
DOUBTED = 2  # further tries


def carry_on(mail_import: MailImport, tell: Tell = lambda mail_import: None) -> None:
    """Do what is left of it, as the one who has its lease.

    Never raises but for an end of the process: what went wrong stands in the
    row, and when it is tried again.
    """
    try:
        while mail_import.is_under_way:
            _step(mail_import, tell)
    except Stopped:
        mail_import.refresh_from_db()
    except Unopenable as why:
        _end(mail_import, why.code, why.detail)
    except Trouble as why:
        patience = PATIENCE if why.code in PASSING else DOUBTED
        _wait(mail_import, why.code, why.detail, patience=patience)
    except DatabaseError as error:
        _wait(mail_import, "database", error)
    except OSError as error:
        code = "disk" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "failed"
        _wait(mail_import, code, error)
    except Exception as error:
        log.exception("Import %s failed", mail_import.pk)
        _end(mail_import, "failed", f"{type(error).__name__}: {error}")
    finally:
        close_readers()


def _step(mail_import: MailImport, tell: Tell) -> None:
    if mail_import.state == ImportState.UNDOING:
        undo_all(mail_import, tell)
    elif mail_import.state == ImportState.FILING:
        file_all(mail_import, tell)
    elif mail_import.is_dry_run:
        count(mail_import, tell)
    else:
        take(mail_import, tell)


def _wait(mail_import: MailImport, code: str, detail: object, *, patience: int = PATIENCE) -> None:
    """Give it back; it is taken up again after a pause that grows with each failure."""
    kept = MailImport.objects.filter(pk=mail_import.pk).first()
    if kept is None or kept.lease_owner != mail_import.lease_owner:
        return
    failures = kept.failures + 1
    if failures > patience:
        _end(mail_import, code, detail)
        return
    log.warning("Import %s waits: %s %s", mail_import.pk, code, detail)
    MailImport.objects.filter(mail_import.is_mine()).update(
        due_at=timezone.now() + PAUSES[min(failures, len(PAUSES)) - 1],
        lease_until=None,
        failures=failures,
        trouble=code,
        detail=str(detail)[:500],
    )


def _end(mail_import: MailImport, code: str, detail: object) -> None:
    try:
        with transaction.atomic():
            mail_import.fail(code, detail)
    except Stopped:
        mail_import.refresh_from_db()
