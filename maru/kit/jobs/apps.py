from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "maru.kit.jobs"
    label = "jobs"

    def ready(self) -> None:
        from maru.kit.jobs import metrics  # noqa: F401 - read at each scrape
