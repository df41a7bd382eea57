from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "maru.support.routing"
    label = "routing"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.routing import sweeping
        from maru.support.routing.kinds import kind_with
        from maru.support.routing.ringing import listen_to_all
        from maru.support.routing.tickets_as_work import TicketsAsWork
        from maru.support.routing.wording import offered, passed, queued
        from maru.support.tickets.telling import tell_with

        sweeping.register()
        kind_with(TicketsAsWork("ticket", _("Tickets")))
        listen_to_all()
        tell_with("ticket.queued", queued)
        tell_with("ticket.offered", offered)
        tell_with("ticket.offer_passed", passed)
        fill("desk.top", "routing/_offers.html", order=50)
        fill("rail.counts", "routing/_offers_anew.html")
        fill("ticket.panel", "routing/_panel.html", order=0)
        offer("maru.support.routing.api.router", tag="Routing")
