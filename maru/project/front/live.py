from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from maru.kit.live.endpoint import Live
from maru.project.front.health import health
from maru.project.front.metrics import metrics


def live_alone() -> Starlette:
    """Return the application of ``maru live``: /live and /health, no pages."""
    live = Live()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            live.close()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/health", health),
            Route("/metrics", metrics),
            WebSocketRoute("/live", live),
        ],
    )
