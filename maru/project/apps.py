from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "maru.project"
    label = "project"
