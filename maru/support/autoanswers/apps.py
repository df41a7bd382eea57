from datetime import timedelta

from django.apps import AppConfig


class AutoAnswersConfig(AppConfig):
    name = "maru.support.autoanswers"
    label = "autoanswers"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.backup.seam import after_restore
        from maru.kit.jobs.clock import waits_at_most
        from maru.support.autoanswers import alarms, sending  # noqa: F401 - registered
        from maru.support.autoanswers.models import AutoAnswer
        from maru.support.autoanswers.noting import note_down
        from maru.support.autoanswers.restoring import silence
        from maru.support.tickets.on_receiving import when_receiving

        when_receiving(note_down)
        waits_at_most(AutoAnswer.objects.waiting, timedelta(0), lease=sending.LEASE)
        after_restore("automatic answer", silence)
        offer("maru.support.autoanswers.api.router", tag="Automatic answers")
