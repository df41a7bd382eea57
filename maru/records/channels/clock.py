"""How long mail may wait and be held, whatever a clock that was set back says (D11)."""

from datetime import timedelta

from django.db.models import F

from maru.kit.jobs.clock import waits_at_most
from maru.records.channels import dispatch, intake, joining
from maru.records.channels.delivery import LONGEST_HOLD, DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope, PiecedMail
from maru.records.channels.pieced import Pieces


def _received(attempts: int, pause: timedelta) -> None:
    waits_at_most(
        lambda: Envelope.objects.filter(state=EnvelopeState.RECEIVED, attempts=attempts),
        pause,
        lease=intake.LEASE,
    )


def _queued(attempts: int, pause: timedelta) -> None:
    waits_at_most(
        lambda: Delivery.objects.filter(state=DeliveryState.QUEUED, attempts=attempts),
        pause,
        lease=dispatch.LEASE,
    )


# An envelope gives its try back when the database went away, so it may be one pause ahead.
for tries, pause in enumerate([intake.PAUSES[0], *intake.PAUSES]):
    _received(tries, pause)
# What was never tried may wait as long as its author wishes, and no longer than that by a clock
# that was set back: what it was to wait is what lies between its two times.
waits_at_most(
    lambda: Delivery.objects.filter(
        state=DeliveryState.QUEUED, attempts=0, due_at__lte=F("created_at") + LONGEST_HOLD
    ),
    LONGEST_HOLD,
    lease=dispatch.LEASE,
)
for tries, pause in enumerate(dispatch.PAUSES, start=1):
    _queued(tries, pause)
waits_at_most(
    lambda: Delivery.objects.filter(state=DeliveryState.SENDING),
    timedelta(0),
    lease=dispatch.LEASE,
)
waits_at_most(
    lambda: PiecedMail.objects.filter(state=Pieces.READY),
    joining.PAUSE,
    lease=joining.LEASE,
)
