"""Programs outside: who is told of tickets."""

from maru.extensions.webhooks.endpoint import Endpoint

__all__ = ["Endpoint"]
