"""Which addresses a fetch may connect to."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# IPv6 that carries an IPv4 address inside: 6to4, Teredo, NAT64, IPv4-compatible.
_CARRIERS = [
    ipaddress.ip_network(n)
    for n in ("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48", "::/96")
]
_UNSHARED = [
    ipaddress.ip_network(n)
    for n in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "fec0::/10")
]


def is_public(address: Address) -> bool:
    """Return whether ``address`` belongs to the internet rather than to somebody's own network."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if address.scope_id is not None or any(address in network for network in _CARRIERS):
            return False
    if any(address in network for network in _UNSHARED):
        return False
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified
    )


def pin(host: str, port: int, *, opened: Sequence[str] | None = None) -> Address | None:
    """Look ``host`` up once and return the address to connect to; None if it may not be reached.

    ``opened`` are the private networks (CIDR) and host names that the operator
    opened; without it settings.FETCH_ALLOW. One forbidden address among several
    forbids all: which one is used would otherwise be up to whoever runs that
    name server. Raises OSError when the name does not resolve.
    """
    entries = settings.FETCH_ALLOW if opened is None else opened
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(str(entry[4][0])) for entry in found]
    if host.rstrip(".").lower() not in entries:
        networks = list(_networks(entries))
        for address in addresses:
            plain = getattr(address, "ipv4_mapped", None) or address
            if not is_public(address) and not any(plain in network for network in networks):
                return None
    return addresses[0] if addresses else None


def _networks(entries: Sequence[str]) -> Iterator[Network]:
    for entry in entries:
        with suppress(ValueError):  # a host name
            yield ipaddress.ip_network(entry, strict=False)
