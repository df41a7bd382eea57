from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "maru.kit.idempotency"
    label = "idempotency"
