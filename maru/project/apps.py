from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "maru.project"
    label = "project"

    def ready(self) -> None:
        from maru.project import alarms  # noqa: F401 - its condition
