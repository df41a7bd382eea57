"""What somebody writes: words, and where they gave them a form also HTML (0340)."""

from maru.kit.written.written import TooHeavy, Written

__all__ = ["TooHeavy", "Written"]
