"""The raw ASGI in front of Django: nothing slow may hold one of the few page threads."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any, cast
from urllib.parse import urlsplit

from a2wsgi import WSGIMiddleware
from django.conf import settings
from starlette.applications import Starlette
from starlette.routing import Host, Mount, Route, Router, WebSocketRoute
from starlette.types import ASGIApp

from maru.kit.live.endpoint import Live
from maru.project.front.buffering import Buffered
from maru.project.front.health import health
from maru.project.front.metrics import metrics
from maru.project.front.plain_headers import PlainHeaders
from maru.project.front.sending_files import SendsFiles
from maru.project.front.spooling import Spooled
from maru.project.front.static import static_files
from maru.project.front.turns import TakesTurns
from maru.project.front.watchman import watchman

PAGE_THREADS = 8


def front(*, mail: bool) -> ASGIApp:
    """Return the application of one web process; with ``mail`` it also opens the mail port."""
    from maru.project.wsgi import application

    # a2wsgi describes ASGI in types of its own.
    live = Live()
    pages = cast(ASGIApp, WSGIMiddleware(cast(Any, application), workers=PAGE_THREADS))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        from maru.project.front.mail import mail_port

        async with watchman(), mail_port() if mail else contextlib.nullcontext():
            try:
                yield
            finally:
                live.close()

    django = PlainHeaders(Spooled(SendsFiles(TakesTurns(Buffered(pages)))))
    static = static_files()
    # The files host has no health, no live socket; Django itself gives out only files there.
    only_files = Router([Mount("/static", static), Mount("/", django)])
    files_host = urlsplit(settings.FILES_ORIGIN).hostname
    return Starlette(
        lifespan=lifespan,
        routes=[
            *([Host(files_host, only_files)] if files_host else []),
            Route("/health", health),
            Route("/metrics", metrics),
            WebSocketRoute("/live", live),
            Mount("/static", static),
            Mount("/", django),
        ],
    )
