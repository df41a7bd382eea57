"""The seam: an app names its routers, and what finds keys, in ``ready()``. Imports nothing slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Key(Protocol):
    """What a token opens. ``pk`` names its owner for Idempotency-Keys."""

    @property
    def pk(self) -> Any: ...
    @property
    def scopes(self) -> Sequence[str]: ...
    def used(self) -> None: ...


Find = Callable[[str], Key | None]

_routers: dict[str, str] = {}
_finders: list[Find] = []


def offer(router: str, *, tag: str) -> None:
    """Offer the router at a dotted path; it is imported when the API is first needed."""
    _routers[router] = tag


def offered() -> dict[str, str]:
    """Return dotted path -> tag of every router, in the order they were offered."""
    return dict(_routers)


def find_keys_with(find: Find) -> None:
    """Register what turns a token into a Key, or None for a wrong one."""
    _finders[:] = [find]


def find_key(token: str) -> Key | None:
    return _finders[0](token)
