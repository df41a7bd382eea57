"""Programs outside: who is told of tickets, and who hands something over."""

from maru.extensions.webhooks.arrival import Arrival
from maru.extensions.webhooks.endpoint import Endpoint
from maru.extensions.webhooks.inlet import Inlet

__all__ = ["Arrival", "Endpoint", "Inlet"]
