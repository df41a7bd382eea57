from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "maru.surfaces.api"
    label = "api"
