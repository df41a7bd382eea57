from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from maru.extensions.email.listener import listen
from maru.project import health
from maru.project.environment import Environment
from maru.records.channels.acceptance import Counter


@contextlib.asynccontextmanager
async def mail_port() -> AsyncIterator[None]:
    """Hold the mail port open; on the way out accept what was already handed in."""
    environment = Environment()
    port = environment.number("MARU_SMTP_PORT")
    if not port:
        yield
        return
    counter = Counter()
    server = await listen(environment["MARU_SMTP_BIND"], port, counter)
    health.beat("mail")
    try:
        yield
    finally:
        server.close()
        counter.close()
