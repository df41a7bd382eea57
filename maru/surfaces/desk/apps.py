from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "maru.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from maru.kit.ui.rail import RailItem, register
        from maru.surfaces.desk.inbox import waiting_for

        register(RailItem("inbox", _("Inbox"), "inbox", "desk:inbox", 10, count=waiting_for))
