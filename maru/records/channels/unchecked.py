"""What waits for the virus scanner goes out when the scanner is done, not when a pause is over."""

from __future__ import annotations

from django.db.models import TextField
from django.db.models.functions import Cast

from maru.kit.database.leases import AT_ONCE
from maru.records.channels import own_errors
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.models import Delivery
from maru.records.viruses.holding import held_among
from maru.records.viruses.models import Scan
from maru.records.viruses.scan import ScanState


def no_longer_wait(scan: Scan) -> None:
    """Have each delivery that waited for this file, and now for none, tried at the next look.

    One whose other files still wait keeps its pause: each try brings the moment nearer at which
    it goes out unchecked.
    """
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED, error=own_errors.UNCHECKED)
    # After a long absence of the scanner thousands wait: only those with this file are opened.
    text = Cast("outgoing", TextField())
    for delivery in waiting.annotate(text=text).filter(text__contains=scan.sha256):
        files = {file.sha256 for file in delivery.content.files}
        if scan.sha256 in files and not _waits(files - {scan.sha256}):
            waiting.filter(pk=delivery.pk).update(due_at=AT_ONCE)


def _waits(files: set[str]) -> bool:
    return any(held.state == ScanState.WAITING for held in held_among(files))
