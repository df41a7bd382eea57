from django.apps import AppConfig


class EmailConfig(AppConfig):
    name = "maru.extensions.email"
    label = "email"

    def ready(self) -> None:
        from maru.extensions.email import alarms, checks, metrics  # noqa: F401 - registered
        from maru.extensions.email import belongings as of_address
        from maru.extensions.email.connector import EmailConnector
        from maru.extensions.email.domains import checking
        from maru.extensions.email.domains.sending_domain import AGAIN
        from maru.extensions.email.imap import watching
        from maru.extensions.email.importing import (
            carrying_out,
            working,  # noqa: F401 - its sweep
        )
        from maru.extensions.email.importing.mail_import import LEASE
        from maru.extensions.email.importing.references import blobs_of_imports
        from maru.extensions.email.models import Mailbox, MailImport, SendingDomain
        from maru.kit.api.registry import offer
        from maru.kit.blobs import refer
        from maru.kit.jobs.clock import waits_at_most
        from maru.records.channels.connectors import register
        from maru.records.channels.removing import Belongings, goes_with_channel
        from maru.records.channels.rescue import rescue

        register(EmailConnector())
        goes_with_channel(Belongings(of_address.told, of_address.remove))
        offer("maru.extensions.email.api.router", tag="Mailboxes")
        offer("maru.extensions.email.oauth.api.router", tag="Mailboxes")
        offer("maru.extensions.email.importing.api.router", tag="Import")
        offer("maru.extensions.email.importing.upload_api.router", tag="Import")
        offer("maru.extensions.email.relay_api.router", tag="Mail servers")
        offer("maru.extensions.email.domain_api.router", tag="Sending domains")
        offer("maru.extensions.email.hook_api.router", tag="Mail webhooks")
        offer("maru.extensions.email.bucket_api.router", tag="Mail webhooks")
        rescue(Mailbox.objects.all)
        rescue(SendingDomain.objects.all)
        rescue(MailImport.objects.under_way)
        refer("import", blobs_of_imports)
        waits_at_most(Mailbox.objects.all, watching.PAUSES[-1], lease=watching.LEASE)
        waits_at_most(SendingDomain.objects.all, AGAIN, lease=checking.LEASE)
        waits_at_most(MailImport.objects.under_way, carrying_out.PAUSES[-1], lease=LEASE)
