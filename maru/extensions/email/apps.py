from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "maru.extensions.email"
    label = "email"

    def ready(self) -> None:
        from maru.extensions.email import alarms, checks, metrics  # noqa: F401 - registered
        from maru.extensions.email.connector import EmailConnector
        from maru.extensions.email.domains import checking  # noqa: F401 - its sweep
        from maru.extensions.email.imap import watching  # noqa: F401 - its sweep
        from maru.extensions.email.models import Mailbox, SendingDomain
        from maru.kit.api.registry import offer
        from maru.records.channels.connectors import register
        from maru.records.channels.rescue import rescue

        register(EmailConnector())
        offer("maru.extensions.email.api.router", tag="Mailboxes")
        offer("maru.extensions.email.relay_api.router", tag="Mail servers")
        offer("maru.extensions.email.domain_api.router", tag="Sending domains")
        rescue(Mailbox.objects.all)
        rescue(SendingDomain.objects.all)
