from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "maru.kit.jobs"
    label = "jobs"
