from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "maru.staff.backups"
    label = "backups"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.staff.backups import alarms, checks, metrics, nightly  # noqa: F401 - registered
        from maru.staff.backups.restored import forget_begun

        offer("maru.staff.backups.api.router", tag="Operation")
        after_restore("backup", forget_begun)
