from __future__ import annotations

import asyncio

from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from maru.kit.metrics.scraping import text
from maru.project.front.health import is_from_here_or_knows


async def metrics(request: Request) -> Response:
    """Give the figures to this machine itself, and to whoever knows MARU_METRICS_TOKEN."""
    if not is_from_here_or_knows(settings.METRICS_TOKEN, request):
        return PlainTextResponse("Not found\n", 404)
    body = await asyncio.to_thread(text)
    return Response(
        body, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
    )
