from django.apps import AppConfig


class VirusesConfig(AppConfig):
    name = "maru.records.viruses"
    label = "viruses"

    def ready(self) -> None:
        from maru.kit.jobs.clock import waits_at_most
        from maru.records.viruses import alarms, checks, scanning  # noqa: F401 - registered
        from maru.records.viruses.models import Scan

        longest = max(scanning.PAUSES)
        waits_at_most(Scan.objects.waiting, longest, lease=scanning.LEASE)
