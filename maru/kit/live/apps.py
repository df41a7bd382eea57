from django.apps import AppConfig
from django.conf import settings


class LiveConfig(AppConfig):
    name = "maru.kit.live"
    label = "live"

    def ready(self) -> None:
        if settings.REDIS_URL:
            from maru.kit.events import hear
            from maru.kit.live.bell import ring

            hear("*", ring)
