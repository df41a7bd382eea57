from django.apps import AppConfig


class FilteringConfig(AppConfig):
    name = "maru.support.filtering"
    label = "filtering"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.filtering.judging import judge
        from maru.support.filtering.telling import filtered
        from maru.support.tickets.judging import judge_with
        from maru.support.tickets.telling import tell_with

        judge_with(judge)
        tell_with("ticket.filtered", filtered)
        fill("ticket.header", "filtering/_block.html")
        fill("message", "filtering/_findings.html")
        fill("message.details", "filtering/_authentication.html")
        offer("maru.support.filtering.api.router", tag="Filters")
