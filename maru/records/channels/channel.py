from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import OuterRef

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, member: Member) -> ChannelQuerySet:
        return self.filter(brand_id__in=member.brand_ids)

    def set_up_by(self, member: Member) -> ChannelQuerySet:
        """Return those whose settings ``member`` sees: of every brand for who sets them up."""
        return self.filter(brand__in=Brand.objects.visible_to(member))

    def with_way_out(self) -> ChannelQuerySet:
        """Annotate ``way_out_id``: the address that answers leave by; None where none can."""
        first = Channel.objects.answering(OuterRef("brand")).values("pk")[:1]
        own = models.Case(
            models.When(kind="email", is_active=True, then="pk"), default=models.Subquery(first)
        )
        return self.annotate(way_out_id=own)

    def answering(self, brand: Any) -> ChannelQuerySet:
        """Return the addresses of ``brand`` that take mail: its answers leave by the first."""
        return self.filter(brand=brand, kind="email", is_active=True).order_by("id")

    def addresses_among(self, given: Iterable[str]) -> set[str]:
        """Return which of these lower-case addresses are our own mailboxes', support+x@ too."""
        plain = {address: _without_detail(address) for address in given}
        known = self.filter(address__in={*plain, *plain.values()})
        ours = set(known.values_list("address", flat=True)) if plain else set()
        return {address for address, bare in plain.items() if {address, bare} & ours}


class Channel(models.Model):
    """One way in and out of a brand: a mailbox, a form, a phone number."""

    kind = models.CharField(max_length=20, default="email")
    address = models.CharField(max_length=254)  # lower case
    name = models.CharField(
        max_length=120, blank=True, default=""
    )  # the sender's name customers see
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="channels")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="one_channel_an_address")
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_last_way_out(self) -> bool:
        """Return whether no other address of its brand takes mail, so that answers leave by it
        alone. Costs a query."""
        if self.kind != "email" or not self.is_active:
            return False
        return not Channel.objects.answering(self.brand_id).exclude(pk=self.pk).exists()

    @property
    def label(self) -> str:
        """What colleagues call it: a mailbox by its address, all else by its name."""
        return self.address if self.kind == "email" else self.name or self.address


def _without_detail(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
