"""The bare limit of accepting: aiosmtpd, one INSERT and one fsynced commit a mail, nothing else.

``python -m bench.bare PORT sqlite FILE`` or ``... PORT postgres URL``; prints "ready".
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import Callable
from typing import Any

import psycopg
from aiosmtpd.smtp import SMTP

Insert = Callable[[bytes], None]


class Bare:
    """Each mail is committed in the event loop, before its 250: no threads, no queue."""

    def __init__(self, insert: Insert) -> None:
        self._insert = insert

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self._insert(envelope.original_content)
        return "250 OK"


def into_sqlite(path: str) -> Insert:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare_mail (id INTEGER PRIMARY KEY, raw BLOB)")

    def insert(raw: bytes) -> None:
        connection.execute("INSERT INTO bare_mail (raw) VALUES (?)", (raw,))

    return insert


def into_postgres(url: str) -> Insert:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("CREATE TABLE IF NOT EXISTS bare_mail (id BIGSERIAL PRIMARY KEY, raw BYTEA)")

    def insert(raw: bytes) -> None:
        connection.execute("INSERT INTO bare_mail (raw) VALUES (%s)", (raw,))

    return insert


def into(database: str, place: str) -> Insert:
    return into_sqlite(place) if database == "sqlite" else into_postgres(place)


async def serve(port: int, insert: Insert) -> None:
    loop = asyncio.get_running_loop()

    def protocol() -> Any:
        return SMTP(Bare(insert), enable_SMTPUTF8=True, decode_data=False, loop=loop)

    server = await loop.create_server(protocol, "127.0.0.1", port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), into(sys.argv[2], sys.argv[3])))
