"""Guessing of secrets is slowed by address, over all processes (S15)."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from maru.kit.jobs import sweep
from maru.kit.secrets import digest
from maru.kit.throttling.models import WrongGuess

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Throttle:
    """At most ``limit`` different wrong secrets from one place within ``window``.

    Different ones: a forgotten script that repeats one revoked token guesses
    nothing, and must not shut out its whole office.
    """

    purpose: str
    limit: int
    window: timedelta

    def wait(self, address: str) -> int:
        """Return the seconds until ``address`` may try again; 0 when it may now. One query."""
        now = timezone.now()
        recent = WrongGuess.objects.filter(
            purpose=self.purpose, place=place(address), at__gt=now - self.window
        )
        times = list(recent.order_by("-at").values_list("at", flat=True)[: self.limit])
        if len(times) < self.limit:
            return 0
        return max(1, round((times[-1] + self.window - now).total_seconds()))

    def count(self, address: str, secret: str) -> None:
        """Remember a wrong ``secret``. One query."""
        guess = WrongGuess(
            purpose=self.purpose, place=place(address), guess=digest(secret), at=timezone.now()
        )
        WrongGuess.objects.bulk_create(
            [guess],
            update_conflicts=True,
            unique_fields=["purpose", "place", "guess"],
            update_fields=["at"],
        )


def place(address: str) -> str:
    """Return what counts as one place: an IPv4 address, or the /64 that one IPv6 client has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


@sweep("throttling.expiry", every=3600)
def forget_old_guesses() -> int:
    WrongGuess.objects.filter(at__lt=timezone.now() - KEPT).delete()
    return 0
