from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "maru.support.actions"
    label = "actions"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.events import go_along
        from maru.kit.slots import fill
        from maru.support.actions.along import kept_chips, read_chips
        from maru.support.actions.deeds.filling import filled
        from maru.support.actions.registry import actions_with
        from maru.support.actions.taking_back import take_back_with
        from maru.support.actions.telling import undone, used
        from maru.support.tickets.along import written_along_with
        from maru.support.tickets.telling import tell_with

        actions_with(filled)
        written_along_with(read_chips, kept_chips)
        go_along(take_back_with)
        tell_with("ticket.macro", used)
        tell_with("ticket.macro_undone", undone)
        fill("composer", "actions/_composer.html")
        fill("composer.bar", "actions/_button.html")
        offer("maru.support.actions.api.router", tag="Macros")
        offer("maru.support.actions.api_using.router", tag="Macros")
