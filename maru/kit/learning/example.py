"""What is learnt from, as those name it who gather it: every process has it, so without numpy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A text with its label. ``group`` is who wrote it: they stand on one side of the division,
    or what was held back would hold what was learnt from."""

    text: str
    label: str
    group: str
