"""The bare limit: Starlette sends one text to each open socket, one after another; nobody is
asked who they are. Served as Maru's pages are. ``python -m bench.broadcasting.bare PORT``.
"""

from __future__ import annotations

import sys
import time

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

CHANGE = '{"verb": "ticket.tagged", "after": 1234, "ticket": 1}'  # as long as Maru's
_sockets: set[WebSocket] = set()


async def live(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text('{"verb": "hello"}')
    _sockets.add(socket)
    try:
        while True:
            await socket.receive_text()
    except WebSocketDisconnect:
        _sockets.discard(socket)


async def change(request: Request) -> JSONResponse:
    began = time.monotonic()
    for socket in list(_sockets):
        await socket.send_text(CHANGE)
    return JSONResponse(began)


app = Starlette(routes=[WebSocketRoute("/live", live), Route("/change", change, methods=["POST"])])

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), ws="websockets-sansio", log_level="warning",
                access_log=False)  # fmt: skip
