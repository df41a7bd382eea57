from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "maru.project"
    label = "project"

    def ready(self) -> None:
        from maru.kit.backup.seam import keep_settings
        from maru.project import alarms  # noqa: F401 - its condition
        from maru.project.environment import given

        keep_settings(given)
