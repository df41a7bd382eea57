from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from maru.records.customers.customer import Customer
from maru.staff.company.models import Brand


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")


class ContactPoint(models.Model):
    """One address or number that reaches a customer. Within a brand it belongs to one customer."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    # The customer's, once more: only so the database itself keeps an address to one of a brand.
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=12, choices=ContactKind.choices)
    value = models.CharField(max_length=254)  # normal form: lower case, E.164
    is_first = models.BooleanField(default=False)  # where they want to be reached
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-is_first", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "kind", "value"], name="one_customer_of_a_brand_an_address"
            )
        ]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def of(cls, customer: Customer, kind: str, value: str) -> ContactPoint:
        """Return a new one that is not saved yet; ``value`` is in normal form."""
        return cls(customer=customer, brand_id=customer.brand_id, kind=kind, value=value)
