from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "maru.staff.alarms"
    label = "alarms"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.staff.alarms import metrics, sweeping, watching  # noqa: F401 - registered

        fill("desk.top", "alarms/_strip.html")
        offer("maru.staff.alarms.api.router", tag="Operation")
