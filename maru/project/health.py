"""Which parts of this installation are up, and what is late (D18)."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from django.conf import settings
from django.db import Error, close_old_connections
from django.utils import timezone
from django.utils.translation import gettext as _

from maru.project.environment import Environment
from maru.project.processes.ports import answers
from maru.project.processes.presence import has_been_changed

BEAT_LASTS = 30.0  # seconds


def beat(part: str) -> None:
    """Leave a sign of life of a part in MARU_HOME."""
    folder = settings.HOME / "alive"
    folder.mkdir(parents=True, exist_ok=True)
    # In one step: whoever reads while it is being written would find an empty file, and take the
    # part for dead; on a busy machine that moment is long.
    begun = folder / f".{part}-{os.getpid()}"
    begun.write_text(json.dumps({"at": time.time()}))
    begun.replace(folder / part)


def report() -> dict[str, dict[str, Any]]:
    """Return each part with ``up`` and what there is to know of it."""
    parts = {"web": {"up": True}, "database": _database(), "worker": _worker()}
    environment = Environment()
    if environment.number("MARU_SMTP_PORT"):
        parts["mail"] = {
            "up": answers(environment["MARU_SMTP_BIND"], environment.number("MARU_SMTP_PORT"))
        }
    return parts


def _database() -> dict[str, Any]:
    from maru.extensions.email.models import Mailbox
    from maru.records.channels.delivery import DeliveryState
    from maru.records.channels.envelope import EnvelopeState
    from maru.records.channels.models import Delivery, Envelope
    from maru.staff.alarms.models import Alarm

    close_old_connections()
    try:
        if has_been_changed():
            return {
                "up": False,
                "why": _("The database became another version's while Maru ran. Restart Maru."),
            }
        waiting = Envelope.objects.filter(state=EnvelopeState.RECEIVED)
        oldest = waiting.order_by("received_at").values_list("received_at", flat=True).first()
        return {
            "up": True,
            "envelopes_waiting": waiting.count(),
            "oldest_waiting_s": round((timezone.now() - oldest).total_seconds(), 1)
            if oldest
            else 0,
            "quarantined": Envelope.objects.filter(state=EnvelopeState.QUARANTINED).count(),
            "deliveries_waiting": Delivery.objects.filter(state=DeliveryState.QUEUED).count(),
            "alarms": list(Alarm.objects.open().order_by("id").values_list("name", flat=True)),
            "deliveries_unknown": Delivery.objects.filter(state=DeliveryState.UNKNOWN).count(),
            "mailboxes_late": sum(m.is_late for m in Mailbox.objects.to_read()),
        }
    except Error:
        return {"up": False}
    finally:
        close_old_connections()


def is_working() -> bool:
    """Return whether a worker of this MARU_HOME gave a sign of life just now."""
    return bool(_worker()["up"])


def _worker() -> dict[str, Any]:
    try:
        at = json.loads((settings.HOME / "alive" / "worker").read_text())["at"]
    except (OSError, ValueError, KeyError):
        return {"up": False}
    age = time.time() - at
    return {"up": age < BEAT_LASTS, "seen_s": round(age, 1)}
