"""Making, forcing and removing the keys of a domain, each with its event."""

from __future__ import annotations

from django.db import transaction

from maru.extensions.email.domains.dkim_key import DkimKey
from maru.extensions.email.domains.sending_domain import SendingDomain
from maru.staff.journal.models import Event
from maru.staff.members.models import Member

MOST = 6  # keys of one domain


class TooMany(Exception):
    """The domain has so many keys already that one must go first."""


def make_key(domain: SendingDomain, algorithm: str, *, by: Member) -> DkimKey:
    """Make a key for ``domain``. Raises TooMany."""
    with transaction.atomic():
        if domain.keys.count() >= MOST:
            raise TooMany
        key = DkimKey.make(domain, algorithm)
        Event.record("dkim_key.added", key, by=by, after={"name": key.name, "kind": algorithm})
    return key


def force(key: DkimKey, is_forced: bool, *, by: Member) -> None:
    """Have the key sign, or not, although the DNS was not seen right."""
    with transaction.atomic():
        changed = DkimKey.objects.filter(pk=key.pk).exclude(is_forced=is_forced)
        if changed.update(is_forced=is_forced):
            key.is_forced = is_forced
            after = {"is_forced": is_forced}
            Event.record("dkim_key.changed", key, by=by, before=not is_forced, after=after)


def remove_key(key: DkimKey, *, by: Member) -> None:
    with transaction.atomic():
        Event.record("dkim_key.removed", key, by=by, before={"name": key.name})
        key.delete()
