from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "maru.surfaces.console"
    label = "console"
