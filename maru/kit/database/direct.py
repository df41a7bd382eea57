from typing import Any

import psycopg
from django.db import connection


def direct(**options: Any) -> psycopg.Connection[Any]:
    """Return a connection to PostgreSQL of one's own, past the pool, that commits each statement.

    The pool would try for half a minute and not say why it failed. Raises psycopg.Error.
    """
    given = {k: v for k, v in connection.get_connection_params().items() if k != "pool"}
    return psycopg.connect(**{**given, "connect_timeout": 5, "autocommit": True, **options})
