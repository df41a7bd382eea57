"""Places in a page that an upper app fills: a name, and the partials that stand there."""

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Filling:
    """One partial in a slot; a lower ``order`` stands further up."""

    order: int
    template: str


_slots: defaultdict[str, list[Filling]] = defaultdict(list)


def fill(slot: str, template: str, *, order: int = 100) -> None:
    """Put ``template`` into ``slot``. Filling the same place twice is once."""
    filling = Filling(order, template)
    if filling not in _slots[slot]:
        _slots[slot].append(filling)


def fillings(slot: str) -> list[Filling]:
    """Return what stands in ``slot``, in order; [] for an unknown one."""
    return sorted(_slots[slot])
