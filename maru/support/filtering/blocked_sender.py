from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from maru.kit.mailparse.public_domains import is_public
from maru.records.channels.models import Channel
from maru.staff.company.models import Brand
from maru.staff.journal.models import Event
from maru.staff.members.models import Member
from maru.staff.members.roles import Power

ADDRESS = re.compile(r"[^\s@<>,;\"]{1,64}@[^\s@<>,;\"]{1,253}")
DOMAIN = re.compile(r"(?:[\w-]{1,63}\.)+[\w-]{2,63}")


class Unblockable(ValueError):
    """This cannot be blocked; the message says why, in the user's language."""


class BlockedSenderQuerySet(models.QuerySet["BlockedSender"]):
    def visible_to(self, member: Member) -> BlockedSenderQuerySet:
        """Return the member's brands', if their role may put tickets among the spam."""
        if not member.can(Power.CHANGE):
            return self.none()
        return self.filter(brand_id__in=member.brand_ids)

    def among(self, wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """Return which of these (brand id, address) are blocked, and by what. One query."""
        named = {pair: _names_of(pair[1]) for pair in wanted}
        values = {value for names in named.values() for value in names}
        rows = self.filter(value__in=values).values_list("brand_id", "value") if values else ()
        blocked = set(rows)
        return {
            pair: value
            for pair, names in named.items()
            for value in names
            if (pair[0], value) in blocked
        }


class BlockedSender(models.Model):
    """An address, or a domain with all below it, whose mail to a brand goes to the spam."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="blocked_senders")
    value = models.CharField(max_length=254)  # lower case
    blocked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BlockedSenderQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["brand", "value"], name="blocked_once_a_brand")
        ]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def block(cls, value: str, *, brand: Brand, by: Member) -> BlockedSender:
        """Block an address or a domain; what is blocked already stays so. Raises Unblockable."""
        value = blockable(value)
        with transaction.atomic():
            blocked, is_new = cls.objects.get_or_create(
                brand=brand, value=value, defaults={"blocked_by": by}
            )
            if is_new:
                Event.record("blockedsender.added", blocked, by=by, after=value)
        return blocked

    def unblock(self, *, by: Member) -> None:
        with transaction.atomic():
            Event.record("blockedsender.removed", self, by=by, before=self.value)
            self.delete()


def blockable(given: str) -> str:
    """Return ``given`` as it is kept. Raises Unblockable."""
    value = given.strip().lower().removeprefix("@")
    if is_public(value):  # where half of all customers write from
        raise Unblockable(
            _("Too many people write from %(domain)s; block single addresses of it.")
            % {"domain": value}
        )
    if len(value) > 254 or not (ADDRESS.fullmatch(value) or DOMAIN.fullmatch(value)):
        raise Unblockable(_("Write an address like kim@example.com or a domain like example.com."))
    if "@" in value and Channel.objects.addresses_among({value}):
        raise Unblockable(_("This is your own mailbox."))
    return value


def _names_of(address: str) -> list[str]:
    """Return what would block ``address``: itself, its domain, and the domains above that."""
    domain = address.rpartition("@")[2]
    labels = domain.split(".")[-10:]
    above = [".".join(labels[n:]) for n in range(len(labels) - 1)]
    return [address, *above] if "@" in address else []
