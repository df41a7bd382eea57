from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from maru.kit.logs.circumstances import part
from maru.kit.metrics import pulse
from maru.project.environment import Environment
from maru.project.front.app import front
from maru.project.front.warming import warm
from maru.project.processes.leash import hold_on


def serve_pages(*, mail: bool) -> None:
    """Serve pages and API, and with ``mail`` the mail port, until told to stop. Blocks."""
    app = front(mail=mail)
    warm()
    serve(app, port=Environment().number("MARU_PORT"))


def serve(app: ASGIApp, *, port: int) -> None:
    """Serve ``app`` on MARU_BIND until told to stop. Blocks."""
    hold_on()
    pulse.start(part())
    uvicorn.run(
        app,
        host=Environment()["MARU_BIND"],
        port=port,
        ws="websockets-sansio",
        ws_max_size=1_000,  # bytes; browsers have nothing to say on a socket
        log_config=None,  # ours: its lines go the way of all others
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        # Without it one open socket holds a stop for ever.
        timeout_graceful_shutdown=10,
    )
