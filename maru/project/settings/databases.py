from pathlib import Path
from typing import Any

import dj_database_url

# FULL: a commit survives a power cut (D1). IMMEDIATE: a writer waits for the
# lock at BEGIN instead of failing half way.
SQLITE_PRAGMAS = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
PRAGMA cache_size = -16000;
PRAGMA temp_store = MEMORY;
"""

# A request waits so long for a server that is away: longer than a restart takes, so that most
# notice none; then it is refused in words, and whoever asked learns why (D10).
WAIT = 10  # seconds
CONNECTING = 5  # seconds for one try: an address that a failover took away does not answer
# The pause between two tries doubles, to half a minute and more; a pool that gives up after this
# time tries anew when somebody asks.
RECONNECTING = 5  # seconds
# A server whose machine vanished says nothing, and the kernel would wait a quarter of an hour for
# it, two when nobody writes. Silent so long, a connection is given up.
VANISHED = {
    "keepalives_idle": 20,  # seconds without a word until it is asked whether it is there
    "keepalives_interval": 5,  # seconds
    "keepalives_count": 2,
    "tcp_user_timeout": 30_000,  # ms that what was sent may stay without an acknowledgement
}
POOL = {"min_size": 1, "max_size": 12, "timeout": WAIT, "reconnect_timeout": RECONNECTING}


def databases(url: str, home: Path) -> dict[str, dict[str, Any]]:
    """Return Django's DATABASES for ``url``; SQLite in ``home`` when it is empty."""
    if url and not url.startswith("sqlite"):
        config: dict[str, Any] = dict(dj_database_url.parse(url))
        config["OPTIONS"] = {
            "connect_timeout": CONNECTING,
            **VANISHED,
            **config.get("OPTIONS", {}),
            "pool": POOL,
        }
        config["CONN_MAX_AGE"] = 0  # the pool keeps them
        config["CONN_HEALTH_CHECKS"] = True
        return {"default": config}
    name = url.removeprefix("sqlite:///") if url else str(home / "maru.sqlite3")
    return {
        "default": {
            "ENGINE": "maru.kit.database.sqlite",
            "NAME": name,
            "CONN_MAX_AGE": None,
            # A file, as in life: threads share one in memory only by locks that never wait.
            "TEST": {"NAME": str(home / "test.sqlite3")},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 15,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    }
