from django.apps import AppConfig


class HandoversConfig(AppConfig):
    name = "maru.support.handovers"
    label = "handovers"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.support.handovers.telling import mail_of, place_of
        from maru.support.notifications.letters import letters_with
        from maru.support.notifications.lines import places_with
        from maru.support.notifications.making import sum_up
        from maru.support.notifications.reason import Reason

        sum_up("handover.given")
        places_with(Reason.HANDOVER, place_of)
        letters_with(Reason.HANDOVER, mail_of)
        offer("maru.support.handovers.api.router", tag="Hand-overs")
