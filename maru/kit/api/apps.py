from django.apps import AppConfig


class KitApiConfig(AppConfig):
    name = "maru.kit.api"
    label = "kit_api"
