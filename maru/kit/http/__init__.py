"""Fetching from addresses that strangers name, without reaching into our own network (S9)."""

from maru.kit.http.fetching import Fetched, NotFetched, fetch
from maru.kit.http.streaming import Streamed, streamed

__all__ = ["Fetched", "NotFetched", "Streamed", "fetch", "streamed"]
