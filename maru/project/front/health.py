from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse

from maru.project.health import report


async def health(request: Request) -> JSONResponse:
    """Say how every part is: 200 when all are up, 503 while one is not."""
    parts = await asyncio.to_thread(report)
    is_up = all(part["up"] for part in parts.values())
    return JSONResponse(
        {"status": "ok" if is_up else "starting", "parts": parts}, 200 if is_up else 503
    )
