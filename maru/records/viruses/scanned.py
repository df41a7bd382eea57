"""What a row that names a file's bytes knows of the scanner's verdict on them."""

from __future__ import annotations

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery

from maru.records.viruses.holding import is_held
from maru.records.viruses.models import Scan
from maru.records.viruses.scan import ScanState

Rows = TypeVar("Rows", bound="models.QuerySet[Scanned]")


class Scanned(models.Model):
    """A file with a ``sha256``, read by a manager that asks ``with_scan``.

    ``scan_state`` is a ScanState, None where nobody was to scan it.
    """

    scan_state: str | None = None
    virus: str | None = None

    class Meta:
        abstract = True

    @property
    def is_held(self) -> bool:
        """Whether nobody gets it: it carries a virus, or was not checked yet."""
        return is_held(self.scan_state)

    @property
    def is_waiting(self) -> bool:
        """Whether the scanner is still to say something of it."""
        return self.scan_state == ScanState.WAITING and bool(settings.CLAMD)

    @property
    def is_infected(self) -> bool:
        return self.scan_state == ScanState.INFECTED

    @property
    def is_released(self) -> bool:
        return self.scan_state == ScanState.RELEASED


def with_scan(rows: Rows) -> Rows:
    """Return ``rows`` that know what the scanner said of their bytes: no query of their own."""
    said = Scan.objects.filter(sha256=OuterRef("sha256")).order_by()
    facts = {"scan_state": "state", "virus": "virus"}
    return rows.annotate(**{name: Subquery(said.values(of)[:1]) for name, of in facts.items()})
