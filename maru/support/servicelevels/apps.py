from django.apps import AppConfig


class ServiceLevelsConfig(AppConfig):
    name = "maru.support.servicelevels"
    label = "servicelevels"

    def ready(self) -> None:
        from datetime import timedelta

        from maru.kit.api.registry import offer
        from maru.kit.events import go_along
        from maru.kit.jobs.clock import waits_at_most
        from maru.kit.slots import fill
        from maru.records.channels.rescue import rescue
        from maru.support.notifications.lines import excerpts_with
        from maru.support.notifications.reason import Reason
        from maru.support.servicelevels import (  # noqa: F401 - their sweeps
            recounting,
            ringing,
            winding,
        )
        from maru.support.servicelevels.conditions import let_be_asked
        from maru.support.servicelevels.models import Clock, Recount, Touched
        from maru.support.servicelevels.telling import texts_of, told
        from maru.support.tickets.telling import tell_with

        go_along(Touched.note)
        go_along(Recount.note)
        let_be_asked()
        for verb in ("clock.warned", "clock.breached"):
            tell_with(verb, told)
        excerpts_with(Reason.PROMISE, texts_of)
        # A promise may be due in months; only its lease has a bound.
        waits_at_most(Clock.objects.awaited, timedelta(days=36_500), lease=ringing.LEASE)
        waits_at_most(Recount.objects.all, timedelta(0), lease=recounting.LEASE)
        rescue(Clock.objects.awaited)
        rescue(Recount.objects.all)
        fill("ticket.panel", "servicelevels/_panel.html", order=1)
        fill("ticket.row", "servicelevels/_row.html", order=0)
        offer("maru.support.servicelevels.api.router", tag="Service levels")
