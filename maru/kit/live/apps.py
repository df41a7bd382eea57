from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "maru.kit.live"
    label = "live"

    def ready(self) -> None:
        from maru.kit.events import hear
        from maru.kit.live.bell import ring

        hear("*", ring)
