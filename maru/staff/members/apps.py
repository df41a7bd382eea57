from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "maru.staff.members"
    label = "members"
