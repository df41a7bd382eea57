from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "maru.surfaces.desk"
    label = "desk"
