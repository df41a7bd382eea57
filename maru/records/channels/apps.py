from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from maru.records.channels.models import Delivery


class ChannelsConfig(AppConfig):
    name = "maru.records.channels"
    label = "channels"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.blobs import refer
        from maru.records.channels import (  # noqa: F401 - their sweeps
            alarms,
            clock,
            dispatch,
            intake,
            joining,
            rescue,
        )
        from maru.records.channels.models import Delivery, Envelope
        from maru.records.channels.restored import doubt_unsent
        from maru.records.channels.unchecked import no_longer_wait
        from maru.records.viruses.settling import when_settled

        offer("maru.records.channels.channel_api.router", tag="Channels")
        offer("maru.records.channels.api.router", tag="Channels")
        after_restore("delivery", doubt_unsent)
        when_settled(no_longer_wait)
        refer("envelope", lambda: Envelope.objects.values_list("sha256", flat=True).iterator())
        refer("delivery", lambda: _files_of(Delivery))


def _files_of(deliveries: type[Delivery]) -> Iterator[str]:
    for outgoing in deliveries.objects.values_list("outgoing", flat=True).iterator():
        for file in outgoing.get("files", []):
            yield file["sha256"]
