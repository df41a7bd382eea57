from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class PlainHeaders:
    """Drops header names with an underscore: to a page X_Forwarded_For looks like X-Forwarded-For.

    A proxy writes the second and lets the first pass, so it would be a stranger's word
    for where they come from (S16).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = [(name, value) for name, value in scope.get("headers", []) if b"_" not in name]
        await self._app({**scope, "headers": plain}, receive, send)
