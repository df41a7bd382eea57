"""What becomes of a mail after a server took it, as others report."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from maru.records.channels.delivery import Delivery
from maru.records.channels.incoming import Fate
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event


def note_fate(message_ids: Iterable[str], fate: Fate | None, *, brand: Brand) -> Delivery | None:
    """Return the delivery that a report to ``brand`` names, or None; write down its fate.

    The first report of a kind counts; another brand's delivery is none of its
    business; the installation's own may come back anywhere. Reports are claims:
    whoever saw our Message-ID can forge one, so nothing but words depends on them.
    """
    ids = [message_id for message_id in message_ids if message_id]
    near = Q(channel__brand=brand) | Q(channel=None)
    delivery = Delivery.objects.filter(near, message_id__in=ids).first() if ids else None
    if delivery and fate:
        first = Delivery.objects.filter(pk=delivery.pk, **{f"{fate}_at": None})
        if first.update(**{f"{fate}_at": timezone.now()}):
            Event.record(f"delivery.{fate}", delivery)
    return delivery
