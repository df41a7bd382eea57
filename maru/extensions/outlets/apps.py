from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "maru.extensions.outlets"
    label = "outlets"

    def ready(self) -> None:
        from maru.extensions.outlets import alarms, morning  # noqa: F401 - registered
        from maru.extensions.outlets.announcing import announce
        from maru.extensions.outlets.restored import tell_nothing_of_before
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.events import go_along
        from maru.kit.webhooks.models import Webhook
        from maru.records.channels.rescue import rescue

        go_along(announce)
        rescue(Webhook.objects.all)
        offer("maru.extensions.outlets.api.router", tag="Outlets")
        after_restore("webhook call", tell_nothing_of_before)
