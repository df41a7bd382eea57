from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "maru.kit.ui"
    label = "ui"
