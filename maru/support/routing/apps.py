from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoutingConfig(AppConfig):
    name = "maru.support.routing"
    label = "routing"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.staff.errands.carrying import carried_by
        from maru.support.actions.registry import actions_with
        from maru.support.routing import sweeping
        from maru.support.routing.at_a_glance import was_given
        from maru.support.routing.kinds import kind_with
        from maru.support.routing.queue import asking
        from maru.support.routing.queue.deed import routed
        from maru.support.routing.ringing import listen_to_all
        from maru.support.routing.simulating.playing import carry_on
        from maru.support.routing.simulating.simulation import KIND
        from maru.support.routing.tickets_as_work import TicketsAsWork
        from maru.support.routing.wording import offered, passed, queued
        from maru.support.savedviews.columns import columns_from
        from maru.support.tickets.rows import page_joins, page_with
        from maru.support.tickets.telling import tell_with
        from maru.support.tickets.vocabulary import TICKETS

        sweeping.register()
        carried_by(KIND, carry_on, template="routing/_errand.html", is_apart=True)
        TICKETS.add(asking.FIELDS[0])
        columns_from(asking.columns)
        actions_with(routed)
        kind_with(TicketsAsWork("ticket", _("Tickets")))
        listen_to_all()
        tell_with("ticket.queued", queued)
        tell_with("ticket.offered", offered)
        tell_with("ticket.offer_passed", passed)
        fill("desk.top", "routing/_offers.html", order=50)
        fill("rail.counts", "routing/_offers_anew.html")
        fill("ticket.panel", "routing/_panel.html", order=0)
        page_joins("team__routing")
        page_with("was_given_by_routing", was_given)
        offer("maru.support.routing.api.router", tag="Routing")
        offer("maru.support.routing.simulating.api.router", tag="Routing")
