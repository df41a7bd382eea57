"""Sockets to hosts that people name, for what is not HTTP: mail servers (S9)."""

from __future__ import annotations

import socket
from collections.abc import Sequence

from maru.kit.http.addresses import pin


class PrivateHost(OSError):
    """The name leads into a private network that the operator has not opened."""


def connect(host: str, port: int, *, timeout: float, opened: Sequence[str]) -> socket.socket:
    """Return a connection to ``host``, at the very address that was checked.

    ``timeout`` in seconds. ``opened`` as in ``pin``. Raises PrivateHost,
    socket.gaierror for a name that is not found, or another OSError.
    """
    try:
        ascii_host = host.encode("idna").decode() if not host.isascii() else host
        address = pin(ascii_host, port, opened=opened)
    except UnicodeError as error:
        raise socket.gaierror(socket.EAI_NONAME, "not a host name") from error
    if address is None:
        raise PrivateHost(f"{host} is in a private network")
    return socket.create_connection((str(address), port), timeout=timeout)
