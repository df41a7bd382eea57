"""The seam for those who must know, in the same transaction, what the scanner said of a file."""

from __future__ import annotations

from collections.abc import Callable

from maru.records.viruses.models import Scan

Hook = Callable[[Scan], None]
_hooks: list[Hook] = []


def when_settled(hook: Hook) -> None:
    """Call ``hook`` with each scan that came to an end. What it raises undoes that."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell_settled(scan: Scan) -> None:
    for hook in _hooks:
        hook(scan)
