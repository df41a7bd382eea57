from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "maru.staff.teams"
    label = "teams"
