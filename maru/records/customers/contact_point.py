from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.records.customers.customer import Customer


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class ContactPoint(models.Model):
    """One address or number that reaches a customer. An address belongs to one customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=12, choices=ContactKind.choices)
    value = models.CharField(max_length=254)  # normal form: lower case, E.164
    is_first = models.BooleanField(default=False)  # where they want to be reached
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_first", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="one_customer_an_address")
        ]

    def __str__(self) -> str:
        return self.value
