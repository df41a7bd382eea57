"""Which documents hold the terms: asked of either database, newest first."""

from django.db import connection

from maru.kit.search.index.port import Newest


def index() -> Newest:
    """Return how this installation's database is asked."""
    if connection.vendor == "postgresql":
        from maru.kit.search.index.postgres import newest
    else:
        from maru.kit.search.index.sqlite import newest
    return newest
