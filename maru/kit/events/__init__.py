"""Facts, told after commit: how a lower floor speaks to the ones above it. Who has to write
something in the same transaction goes along."""

from maru.kit.events.listeners import along, go_along, hear, listen, tell

__all__ = ["along", "go_along", "hear", "listen", "tell"]
