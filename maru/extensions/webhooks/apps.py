from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "maru.extensions.webhooks"
    label = "programs"  # kit/webhooks is "webhooks"

    def ready(self) -> None:
        from maru.extensions.webhooks import action, alarms, working  # noqa: F401 - registered
        from maru.extensions.webhooks.models import Arrival
        from maru.extensions.webhooks.occasion import BY_HAND
        from maru.extensions.webhooks.telling import tell_of
        from maru.kit.api.registry import offer
        from maru.kit.events import go_along
        from maru.kit.jobs.clock import waits_at_most
        from maru.records.channels.rescue import rescue
        from maru.support.actions.reasons import reason_with
        from maru.support.actions.registry import actions_with
        from maru.support.tickets.telling import tell_with

        go_along(tell_of)
        actions_with(action.listed)
        reason_with(action.REFUSED, _("That program may not be told of it, or is switched off"))
        tell_with(BY_HAND, action.told)
        offer("maru.extensions.webhooks.api.router", tag="Webhooks")
        offer("maru.extensions.webhooks.inlet_api.router", tag="Webhooks")
        rescue(Arrival.objects.waiting)
        waits_at_most(Arrival.objects.waiting, working.PAUSES[-1], lease=working.LEASE)
