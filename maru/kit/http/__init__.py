"""Fetching from addresses that strangers name, without reaching into our own network (S9)."""

from maru.kit.http.fetching import Fetched, NotFetched, fetch

__all__ = ["Fetched", "NotFetched", "fetch"]
