from django.apps import AppConfig
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    name = "maru.surfaces.console"
    label = "console"

    def ready(self) -> None:
        from maru.kit.slots import fill
        from maru.kit.ui.palette import offer
        from maru.kit.ui.rail import RailItem, register
        from maru.surfaces.console import own_sections
        from maru.surfaces.console.quarantine import in_quarantine
        from maru.surfaces.console.sections import as_shelf

        register(
            RailItem(
                "settings",
                _("Settings"),
                "gear",
                "console:home",
                900,
                may_see=_has_sections,
                count=in_quarantine,
                keys="g,s",
            )
        )
        offer(as_shelf)
        own_sections.put_in()
        fill("desk.first_ticket", "console/_first_mailbox.html")


def _has_sections(request: HttpRequest) -> bool:
    from maru.surfaces.console.sections import sections_for

    return bool(sections_for(request))
