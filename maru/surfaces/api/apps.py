from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "maru.surfaces.api"
    label = "api"

    def ready(self) -> None:
        from maru.kit.api.registry import offer

        offer("maru.surfaces.api.search.router", tag="Search")
