from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "maru.kit.tags"
    label = "tags"
