from __future__ import annotations

from django.db import models

from maru.extensions.email.importing.mail_import import MailImport
from maru.records.channels.models import Envelope
from maru.records.customers.models import Customer


class MailState(models.TextChoices):
    FOUND = "found"
    DOUBLE = "double"  # Maru has it already
    HANDLED = "handled"  # its envelope says what became of it
    UNDONE = "undone"


class ImportedMail(models.Model):
    """One mail of an import: stored, and waiting to be filed or filed."""

    mail_import = models.ForeignKey(MailImport, on_delete=models.CASCADE, related_name="mails")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    where = models.CharField(max_length=300)  # file or folder
    at = models.DateTimeField()  # when it was written, as far as can be told
    is_sent = models.BooleanField(default=False)  # it lay among sent mail
    left = models.CharField(max_length=500, blank=True, default="")  # why only its head is here
    state = models.CharField(max_length=7, choices=MailState.choices, default=MailState.FOUND)
    envelope = models.OneToOneField(
        Envelope, null=True, on_delete=models.SET_NULL, related_name="imported"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mail_import", "sha256"], name="imported_once_an_import"
            )
        ]
        indexes = [
            models.Index(fields=["mail_import", "state", "at", "id"], name="imported_to_file")
        ]

    def __str__(self) -> str:
        return f"{self.where} {self.at:%Y-%m-%d}"


class ImportedCustomer(models.Model):
    """A customer whom an import made known: forgotten again when it is taken back."""

    mail_import = models.ForeignKey(MailImport, on_delete=models.CASCADE, related_name="customers")
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="imported")

    def __str__(self) -> str:
        return f"{self.customer_id} by {self.mail_import_id}"
