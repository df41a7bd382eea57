"""What a message is about, how urgent it is, how its writer feels, in which language: learnt from
the company's own solved tickets."""

from django.apps import AppConfig


class UnderstandingConfig(AppConfig):
    name = "maru.support.understanding"
    label = "understanding"

    def ready(self) -> None:
        from datetime import timedelta

        from maru.kit.api.registry import offer
        from maru.kit.blobs import refer
        from maru.kit.events import go_along
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.records.channels.rescue import rescue
        from maru.support.tickets.rows import page_joins
        from maru.support.tickets.search.outdating import says_nothing
        from maru.support.tickets.telling import quiet, tell_with
        from maru.support.tickets.vocabulary import TICKETS
        from maru.support.understanding import guessing, learning, noting, reassessing, telling
        from maru.support.understanding.lesson import Lesson
        from maru.support.understanding.models import Heard, Reassessment
        from maru.support.understanding.vocabulary import asked_fields

        go_along(noting.note)
        quiet(guessing.SAID)
        tell_with(telling.JUDGED, telling.judged)
        for verb in (guessing.SAID, telling.JUDGED):
            says_nothing(verb)
        for field in asked_fields():
            TICKETS.add(field)
        waits_at_most(Heard.objects.all, guessing.LEASE, lease=guessing.LEASE)
        waits_at_most(Lesson.objects.under_way, learning.PAUSE, lease=learning.LEASE)
        waits_at_most(Reassessment.objects.all, timedelta(0), lease=reassessing.LEASE)
        rescue(Reassessment.objects.all)
        refer("lesson", lambda: Lesson.objects.kept().values_list("sha256", flat=True))
        fill("ticket.panel", "understanding/_panel.html", order=1)
        page_joins("impression")
        offer("maru.support.understanding.api.router", tag="Understanding")
