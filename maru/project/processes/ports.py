from __future__ import annotations

import socket


def answers(host: str, port: int) -> bool:
    """Return whether somebody listens at ``port`` of ``host``; a second at most."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        with socket.create_connection((here, port), timeout=1):
            return True
    except OSError:
        return False
