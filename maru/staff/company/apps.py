from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "maru.staff.company"
    label = "company"
