from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "maru.staff.alarms"
    label = "alarms"

    def ready(self) -> None:
        from maru.staff.alarms import watching  # noqa: F401 - its sweep
