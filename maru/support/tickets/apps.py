from django.apps import AppConfig


class TicketsConfig(AppConfig):
    name = "maru.support.tickets"
    label = "tickets"

    def ready(self) -> None:
        from maru.kit.blobs import refer
        from maru.records.channels.reception import receive_with
        from maru.support.tickets.models import Attachment
        from maru.support.tickets.receiving import receive

        receive_with(receive)
        refer("attachment", lambda: Attachment.objects.values_list("sha256", flat=True).iterator())
