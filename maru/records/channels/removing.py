"""Deleting an address that was made by mistake: only one that nothing ever came or went by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction

from maru.records.channels.channel import Channel
from maru.staff.journal.models import Event
from maru.staff.members.models import Member


class InUse(Exception):
    """Mail, answers, tickets or imports belong to the address: it can only be switched off."""


@dataclass(frozen=True)
class Belongings:
    """What an upper app keeps for an address alone: it goes with it.

    ``told`` names each thing in words of the reader's language; ``remove`` deletes them, each
    with its event. Both are given the channel.
    """

    told: Callable[[Channel], list[str]]
    remove: Callable[[Channel, Member], None]


_belongings: list[Belongings] = []


def goes_with_channel(belongings: Belongings) -> None:
    """Register what goes with an address."""
    if belongings not in _belongings:
        _belongings.append(belongings)


def belongings_of(channel: Channel) -> list[str]:
    """Return in words what would go with the address."""
    return [words for each in _belongings for words in each.told(channel)]


def is_used(channel: Channel) -> bool:
    """Return whether anything that stays points to it. Costs a query a kind of thing."""
    kept = (
        related
        for related in Channel._meta.related_objects
        if getattr(related, "on_delete", None) is models.PROTECT
    )
    return any(
        related.related_model._base_manager.filter(**{related.field.name: channel}).exists()
        for related in kept
    )


def remove(channel: Channel, *, by: Member) -> None:
    """Delete an unused address with all that belongs to it alone. Records an event.

    A mail that comes at this moment is stored before this, so that the address stays, or is
    refused; none is lost (D1). Raises InUse, or Channel.DoesNotExist if it is gone.
    """
    if is_used(channel):
        raise InUse
    with transaction.atomic():
        # First, for who reads its mailbox locks that before this row.
        for each in _belongings:
            each.remove(channel, by)
        kept = Channel.objects.select_for_update().get(pk=channel.pk)
        if is_used(kept):
            raise InUse
        told = {"address": kept.address, "name": kept.name, "brand": kept.brand_id,
                "team": kept.team_id, "is_active": kept.is_active}  # fmt: skip
        Event.record("channel.removed", kept, by=by, before=told)
        kept.delete()
