from django.apps import AppConfig


class WellbeingConfig(AppConfig):
    name = "maru.support.wellbeing"
    label = "wellbeing"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.shielding.opened import when_opened
        from maru.support.wellbeing.cool_down import after_abuse

        when_opened(after_abuse)
        fill("desk.top", "wellbeing/_resting.html", order=40)
        fill("rail.counts", "wellbeing/_resting_anew.html")
        fill("ticket.more", "wellbeing/_hard_case.html")
        fill("profile", "wellbeing/_profile.html")
        offer("maru.support.wellbeing.api.router", tag="Wellbeing")
