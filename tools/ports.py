"""A port for a server that is about to be started."""

import random
import socket

# Below those that systems hand out for outgoing connections (Linux from 32768, macOS from
# 49152): one that was free a moment ago may be some test's connection by the time the server
# binds it.
CANDIDATES = range(20000, 32000)

_given: set[int] = set()  # nobody listens there yet, so it would be found free once more


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens at; never one that it returned before.

    Chosen by chance, as processes beside this one choose as well.
    """
    while True:
        port = random.choice(CANDIDATES)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do, or one that just ended would still count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
