"""Which documents hold the terms: asked of either database, newest first."""

from django.db import connection

from maru.kit.search.index.port import Narrow


def narrow() -> Narrow:
    """Return how this installation's database is asked."""
    if connection.vendor == "postgresql":
        from maru.kit.search.index.postgres import holding
    else:
        from maru.kit.search.index.sqlite import holding
    return holding
