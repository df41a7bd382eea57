from django.apps import AppConfig


class ShiftsConfig(AppConfig):
    name = "maru.staff.shifts"
    label = "shifts"

    def ready(self) -> None:
        from maru.kit.api.registry import offer

        offer("maru.staff.shifts.api.router", tag="Shifts")
