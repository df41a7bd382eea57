from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "maru.records.customers"
    label = "customers"
