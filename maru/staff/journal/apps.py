from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "maru.staff.journal"
    label = "journal"
