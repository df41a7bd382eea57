"""The worker's part: an import that waits is carried out in a process of its own."""

from __future__ import annotations

from django.utils import timezone

from maru.extensions.email.importing.mail_import import LEASE, UNDER_WAY, MailImport
from maru.kit.database.leases import claim
from maru.kit.jobs import sweep
from maru.kit.jobs.apart import run_apart

TRIES = 5  # claims without one batch between them


@sweep("email.imports", every=5, may_take=24 * 3600)
def carry_out_waiting() -> int:
    """Carry on one import that nobody has. It lasts as long as the import does."""
    waiting = MailImport.objects.under_way()
    for mail_import in claim(waiting, limit=1, lease=LEASE):
        if mail_import.attempts > TRIES:
            mail_import.fail("failed", f"begun {mail_import.attempts} times and never got further")
        else:
            _carry_out_apart(mail_import)
        return 1
    return 0


def _carry_out_apart(mail_import: MailImport) -> None:
    """Wait for the process: mail and pages of the worker are not held up."""
    mine = MailImport.objects.filter(mail_import.is_mine(), state__in=UNDER_WAY)
    run_apart(
        "maru.extensions.email.importing.child", mail_import.pk, mail_import.lease_owner,
        renew=lambda: mine.update(lease_until=timezone.now() + LEASE),
    )  # fmt: skip
    mine.filter(lease_until__isnull=False).update(lease_until=None)
