from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "maru.kit.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from maru.kit.http.posting import LONGEST_PAUSE
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.webhooks import sending
        from maru.kit.webhooks.models import Webhook

        waits_at_most(Webhook.objects.all, LONGEST_PAUSE, lease=sending.LEASE)
