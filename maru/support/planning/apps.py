from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "maru.support.planning"
    label = "planning"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.support.planning import forecasting

        forecasting.register()
        offer("maru.support.planning.api.router", tag="Staff planning")
