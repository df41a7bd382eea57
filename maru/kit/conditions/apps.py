from django.apps import AppConfig


class KitConditionsConfig(AppConfig):
    name = "maru.kit.conditions"
    label = "kit_conditions"
