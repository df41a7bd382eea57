from __future__ import annotations

import uvicorn

from maru.project.environment import Environment
from maru.project.front.app import front
from maru.project.processes.leash import hold_on


def serve_pages(*, mail: bool) -> None:
    """Serve pages and API, and with ``mail`` the mail port, until told to stop. Blocks."""
    hold_on()
    environment = Environment()
    uvicorn.run(
        front(mail=mail),
        host=environment["MARU_BIND"],
        port=environment.number("MARU_PORT"),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # Without it one open socket holds a stop for ever.
        timeout_graceful_shutdown=10,
    )
