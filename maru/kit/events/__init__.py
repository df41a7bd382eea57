"""Facts, told after commit: how a lower floor speaks to the ones above it."""

from maru.kit.events.listeners import hear, listen, tell

__all__ = ["hear", "listen", "tell"]
