"""A virus scanner that speaks clamd's protocol: over a unix socket or TCP, in bounded time."""

from maru.kit.clamd.client import Away, Broken, Clamd, TooLarge
from maru.kit.clamd.place import Place
from maru.kit.clamd.version import Version

__all__ = ["Away", "Broken", "Clamd", "Place", "TooLarge", "Version"]
