from django.apps import AppConfig


class WorktimeConfig(AppConfig):
    name = "maru.support.worktime"
    label = "worktime"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.savedviews.columns import columns_from
        from maru.support.worktime.summing import columns

        fill("ticket.panel", "worktime/_panel.html", order=90)
        columns_from(columns)
        offer("maru.support.worktime.api.router", tag="Time")
