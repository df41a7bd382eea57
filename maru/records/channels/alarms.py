"""What must hold of mail that comes in and goes out (D18)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maru.records.channels.delivery import DeliveryState
from maru.records.channels.envelope import EnvelopeState
from maru.records.channels.models import Delivery, Envelope
from maru.staff.alarms.conditions import Facts, condition
from maru.staff.members.roles import Power

LATE = timedelta(minutes=4)  # so that it is told within five
MANY = 20  # mails in quarantine that nobody looks after


@condition(
    "outbox",
    _("mail that waits to go out"),
    _("%(n)s mails wait to go out, the oldest for %(minutes)s minutes."),
    advice=_(
        "Look what the mail server answers, in the Mailbox; they go out by themselves once it "
        "takes them."
    ),
    power=Power.RESCUE,
)
def outbox() -> Facts | None:
    now = timezone.now()
    # Tried and put off, or never looked at; what an agent may still undo is neither.
    stuck = Delivery.objects.filter(state=DeliveryState.QUEUED).filter(
        Q(due_at__lt=now - LATE) | Q(attempts__gt=0), created_at__lt=now - LATE
    )
    oldest = stuck.order_by("created_at").values_list("created_at", flat=True).first()
    return _since(oldest, stuck.count()) if oldest else None


@condition(
    "intake",
    _("received mail that waits to be opened"),
    _("%(n)s received mails are not opened, the oldest for %(minutes)s minutes."),
    advice=_("Nothing is lost. Tell who looks after the machine that the worker does not keep up."),
    power=Power.RESCUE,
)
def intake() -> Facts | None:
    before = timezone.now() - LATE
    late = Envelope.objects.filter(state=EnvelopeState.RECEIVED, received_at__lt=before)
    oldest = late.order_by("received_at").values_list("received_at", flat=True).first()
    return _since(oldest, late.count()) if oldest else None


@condition(
    "quarantine",
    _("mail in quarantine"),
    _("%(n)s mails are in quarantine."),
    advice=_("Open them once more, or discard what is none."),
    power=Power.RESCUE,
)
def quarantine() -> Facts | None:
    n = Envelope.objects.filter(state=EnvelopeState.QUARANTINED).count()
    return {"n": n} if n >= MANY else None


def _since(oldest: datetime, n: int) -> Facts:
    return {"n": n, "minutes": int((timezone.now() - oldest).total_seconds() // 60)}
