from __future__ import annotations

import asyncio
import hmac
import time
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from starlette.requests import Request
from starlette.responses import JSONResponse

from maru.project.health import report

LATE = 60.0  # seconds that received mail may wait before somebody should look

STARTING = 60.0  # seconds that a part may take until it counts as down instead of starting

Parts = dict[str, dict[str, Any]]


class Standing:
    """How the whole is, for one process: who was up once and is not any more does not start."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._have_been_up: set[str] = set()

    def of(self, parts: Parts) -> dict[str, Any]:
        """Return ``status`` (ok, starting or down) and the names of the parts that are ``down``."""
        self._have_been_up |= {name for name, part in parts.items() if part["up"]}
        down = [name for name, part in parts.items() if not part["up"]]
        is_young = time.monotonic() - self._began < STARTING
        is_starting = is_young and not self._have_been_up.intersection(down)
        return {"status": ("starting" if is_starting else "down") if down else "ok", "down": down}


standing = Standing()


async def health(request: Request) -> JSONResponse:
    """Say how every part is: 200 when all are up, 503 while one is not, and which.

    Figures are for whoever looks after the installation; a stranger would
    learn how much mail a company gets and how far it is behind.
    """
    parts = await asyncio.to_thread(report)
    told = standing.of(parts)
    body = {**told, "parts": parts if may_see_figures(request) else in_words(parts)}
    return JSONResponse(body, 503 if told["down"] else 200, {"Cache-Control": "no-store"})


def in_words(parts: Parts) -> Parts:
    """Return each part with ``up`` and ``late``, why it is not up if that is known, no figure."""
    return {
        name: {
            "up": part["up"],
            "late": part.get("oldest_waiting_s", 0) > LATE,
            **({"why": part["why"]} if "why" in part else {}),
        }
        for name, part in parts.items()
    }


def may_see_figures(request: Request) -> bool:
    """Return whether the client sits on this machine itself or knows MARU_HEALTH_TOKEN."""
    return is_from_here_or_knows(settings.HEALTH_TOKEN, request)


def is_from_here_or_knows(token: str, request: Request) -> bool:
    """Return whether the client sits on this machine itself, or carries ``token`` (if not "")."""
    given = request.headers.get("authorization", "").encode()
    if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
        return True
    # A proxy on this machine brings strangers: what it forwards is not asked from here.
    is_forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded"))
    return not is_forwarded and is_loopback(request.client.host if request.client else "")


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
