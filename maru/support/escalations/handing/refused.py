from __future__ import annotations

from maru.kit.refusing.refusal import Refusal


class Unescalatable(Refusal):
    """It cannot be handed up, given back, or taken like this."""
