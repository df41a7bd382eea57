from django.apps import AppConfig


class ThrottlingConfig(AppConfig):
    name = "maru.kit.throttling"
    label = "throttling"
