"""A real server for a test: uvicorn in a thread, in front of the whole application."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from django.db import connections

from maru.project.front.app import front


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """Give the address of a server over the test's database (a TransactionTestCase's)."""
    database = connections.databases["default"]
    kept, database["CONN_MAX_AGE"] = database.get("CONN_MAX_AGE"), 0
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(front(mail=False), log_level="warning", ws="websockets-sansio",
                            timeout_graceful_shutdown=2)  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)
        listener.close()
        database["CONN_MAX_AGE"] = kept
