"""The seam for those who must know, in the same transaction, that a file carries a virus."""

from __future__ import annotations

from collections.abc import Callable

from maru.records.viruses.models import Scan

Hook = Callable[[Scan], None]
_hooks: list[Hook] = []


def when_found(hook: Hook) -> None:
    """Call ``hook`` with each scan that found a virus. What it raises undoes the finding."""
    if hook not in _hooks:
        _hooks.append(hook)


def tell_found(scan: Scan) -> None:
    for hook in _hooks:
        hook(scan)
