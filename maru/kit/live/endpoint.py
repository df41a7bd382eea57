from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from maru.kit.database.away import is_away
from maru.kit.live.hub import Hub
from maru.kit.live.listening import AGAIN, SIGNED_OUT, Listening
from maru.kit.live.seam import door

TOO_MANY, ELSEWHERE = 4429, 4403


class Live:
    """The address /live: a socket that tells what happened. One hub a process."""

    def __init__(self) -> None:
        self._hub: Hub | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in by the session, and from our own pages alone: browsers let any page open one."""
        socket = WebSocket(scope, receive, send)
        hub = self._hub = self._hub or Hub()
        if not _is_ours(socket):
            await socket.close(ELSEWHERE)
            return
        try:
            session = await hub.ask(door().let_in, socket.cookies)
        except Error as error:
            if not is_away(error):
                raise
            # Refused before it is open: a browser then comes back ever more slowly.
            await socket.close(AGAIN)
            return
        # Accepted first: a browser is told the reason of a close, not of a refusal.
        await socket.accept()
        if session is None:
            await socket.close(SIGNED_OUT)
        elif not hub.has_room_for(session):
            await socket.close(TOO_MANY)
        else:
            after = _number(socket.query_params.get("after"))
            await hub.listen(Listening(socket, session, after))

    def close(self) -> None:
        if self._hub:
            self._hub.close()
            self._hub = None


def _is_ours(socket: WebSocket) -> bool:
    origin = urlsplit(socket.headers.get("origin", ""))
    ours = {socket.headers.get("host", ""), urlsplit(settings.PUBLIC_URL).netloc}
    return origin.scheme in {"http", "https"} and origin.netloc in ours - {""}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
