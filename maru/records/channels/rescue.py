"""What nobody works on is free at once, not when its lease runs out."""

from collections.abc import Callable

from django.db.models import QuerySet

from maru.kit.database.leases import Leased, free, give_back
from maru.kit.database.owners import dead_owners
from maru.kit.jobs import sweep
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope, PiecedMail
from maru.records.channels.pieced import Pieces

Rows = Callable[[], "QuerySet[Leased]"]

_rows: list[Rows] = [
    lambda: Envelope.objects.filter(state=EnvelopeState.RECEIVED),
    lambda: Delivery.objects.filter(state=DeliveryState.SENDING),
    lambda: PiecedMail.objects.filter(state=Pieces.READY),
]


def rescue(rows: Rows) -> None:
    """Register more leased rows, of an app above, that the dead shall not hold."""
    _rows.append(rows)


@sweep("channels.rescue", every=2)
def free_what_the_dead_held() -> int:
    """Free the claims of processes that have ended, and what this one dropped.

    Costs a look into a folder.
    """
    give_back()
    for owner in dead_owners():
        for rows in _rows:
            free(rows(), owner)
    return 0
