"""What the DNS says of a domain, each name asked once, all of it within one deadline."""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import Any

import dns.exception
import dns.rdatatype
import dns.resolver
from django.conf import settings

PATIENCE = 3.0  # seconds for one answer
WHOLE = 15.0  # seconds for all questions together


class Unanswered(Exception):
    """The DNS did not answer (time-out, SERVFAIL): nothing is known of the name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Records:
    """Asks the name servers of MARU_DNS, else the machine's. For one check; not shared."""

    def __init__(self, *, seconds: float = WHOLE) -> None:
        self._until = time.monotonic() + seconds
        self._known: dict[tuple[str, str], list[Any] | None] = {}
        self._resolver = dns.resolver.Resolver(configure=not settings.DNS_SERVERS)
        if settings.DNS_SERVERS:
            self._resolver.nameservers = [host for host, _port in settings.DNS_SERVERS]
            self._resolver.nameserver_ports = dict(settings.DNS_SERVERS)
        self._resolver.timeout = 1.0  # a lost packet is asked again

    def txt(self, name: str) -> list[str]:
        """Return the TXT records of ``name``, [] if there are none. Raises Unanswered."""
        found = self._ask(name, "TXT")
        return [b"".join(each.strings).decode("utf-8", "replace") for each in found]

    def mx(self, name: str) -> list[tuple[int, str]]:
        """Return preference and host of each mail server, best first. Raises Unanswered."""
        return sorted((each.preference, _plain(each.exchange)) for each in self._ask(name, "MX"))

    def addresses(self, name: str) -> list[str]:
        """Return the A and AAAA addresses of ``name``; itself if it is one. Raises Unanswered."""
        try:
            return [str(ip_address(name))]
        except ValueError:
            return [str(each.address) for kind in ("A", "AAAA") for each in self._ask(name, kind)]

    def _ask(self, name: str, kind: str) -> list[Any]:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._looked_up(*key)
        answer = self._known[key]
        if answer is None:
            raise Unanswered(name)
        return answer

    def _looked_up(self, name: str, kind: str) -> list[Any] | None:
        left = self._until - time.monotonic()
        if left <= 0:
            return None
        try:
            return list(self._resolver.resolve(name, kind, lifetime=min(PATIENCE, left)))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong, UnicodeError):
            return []
        except (dns.exception.DNSException, OSError):
            return None


def _plain(name: Any) -> str:
    return str(name).rstrip(".").lower()
