from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "maru.records.channels"
    label = "channels"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.blobs import refer
        from maru.records.channels import dispatch, intake  # noqa: F401 - they register their sweeps
        from maru.records.channels.models import Delivery, Envelope

        offer("maru.records.channels.api.router", tag="Channels")
        refer("envelope", lambda: Envelope.objects.values_list("sha256", flat=True).iterator())
        refer("delivery", lambda: _files_of(Delivery))


def _files_of(deliveries: type) -> list[str]:
    outgoing = deliveries.objects.values_list("outgoing", flat=True)  # type: ignore[attr-defined]
    return [file["sha256"] for data in outgoing.iterator() for file in data.get("files", [])]
