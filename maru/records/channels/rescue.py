"""What a dead worker held is free at once, not when its lease runs out."""

from maru.kit.database.leases import free
from maru.kit.database.owners import dead_owners
from maru.kit.jobs import sweep
from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope


@sweep("channels.rescue", every=2)
def free_what_the_dead_held() -> int:
    """Free the claims of processes that have ended. Costs a look into a folder."""
    waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
    under_way = Delivery.objects.filter(state=DeliveryState.SENDING)
    for owner in dead_owners():
        free(waiting, owner)
        free(under_way, owner)
    return 0
