from __future__ import annotations

from collections.abc import Iterable

from django.db import models

from maru.staff.company.models import Brand
from maru.staff.members.models import Member
from maru.staff.teams.models import Team


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, member: Member) -> ChannelQuerySet:
        return self.filter(brand_id__in=member.brand_ids)

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
    def label(self) -> str:
        """What colleagues call it: a mailbox by its address, all else by its name."""
        return self.address if self.kind == "email" else self.name or self.address


def _without_detail(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
