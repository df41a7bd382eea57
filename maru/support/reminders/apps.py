from django.apps import AppConfig


class RemindersConfig(AppConfig):
    name = "maru.support.reminders"
    label = "reminders"

    def ready(self) -> None:
        from maru.kit.api.registry import offer
        from maru.kit.slots import fill
        from maru.support.notifications.lines import excerpts_with
        from maru.support.notifications.reason import Reason
        from maru.support.reminders import reminding, wording  # noqa: F401 - its sweep
        from maru.support.tickets.telling import quiet, tell_with

        fill("ticket.panel", "reminders/_panel.html", order=3)
        excerpts_with(Reason.REMINDER, wording.texts_of)
        for verb in wording.VERBS:
            tell_with(verb, wording.told)
        quiet("ticket.reminded")
        offer("maru.support.reminders.api.router", tag="Reminders")
