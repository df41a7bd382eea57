from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "maru.extensions.email"
    label = "email"

    def ready(self) -> None:
        from maru.extensions.email.connector import EmailConnector
        from maru.records.channels.connectors import register

        register(EmailConnector())
